package main

import (
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

const device = "tun0"

// The empty datagram asks the other end whether it is there, and is its answer.
const askedEvery, deadAfter = time.Second, 3 * time.Second

// tunnel has two ends: a network device of this container, and a socket to the peer.
type tunnel struct {
	heard  atomic.Int64
	nobody bool
}

// works says whether the other end has said something of late.
func (link *tunnel) works() bool {
	return link.nobody || time.Since(time.UnixMilli(link.heard.Load())) < deadAfter
}

// openTunnel makes the device, sends everything through it that is for no network of the container's own, and carries the packets.
func openTunnel(given settings) (*tunnel, error) {
	file, err := makeDevice(given.addresses)
	if err != nil {
		return nil, err
	}
	for _, half := range []string{"0.0.0.0/1", "128.0.0.0/1"} {
		if err := command("ip", "route", "add", half, "dev", device); err != nil {
			return nil, err
		}
	}
	if given.endpoint == "" {
		return &tunnel{nobody: true}, nil
	}
	socket, err := net.Dial("udp", given.endpoint)
	if err != nil {
		return nil, err
	}
	link := &tunnel{}
	go link.send(file, socket)
	go link.receive(file, socket)
	go func() {
		for ; ; time.Sleep(askedEvery) {
			_, _ = socket.Write(nil)
		}
	}()
	return link, nil
}

func (link *tunnel) send(file *os.File, socket net.Conn) {
	packet := make([]byte, 65536)
	for {
		if count, err := file.Read(packet); err == nil {
			_, _ = socket.Write(packet[:count])
		}
	}
}

func (link *tunnel) receive(file *os.File, socket net.Conn) {
	packet := make([]byte, 65536)
	for {
		count, err := socket.Read(packet)
		if err != nil {
			// Nobody listens at the other end, for now.
			time.Sleep(askedEvery)
			continue
		}
		link.heard.Store(time.Now().UnixMilli())
		if count > 0 {
			_, _ = file.Write(packet[:count])
		}
	}
}

// makeDevice is what takes NET_ADMIN and /dev/net/tun.
func makeDevice(addresses []string) (*os.File, error) {
	descriptor, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: "/dev/net/tun", Err: err}
	}
	request := struct {
		name  [16]byte
		flags uint16
		_     [22]byte
	}{flags: syscall.IFF_TUN | syscall.IFF_NO_PI}
	copy(request.name[:], device)
	if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, uintptr(descriptor), syscall.TUNSETIFF, uintptr(unsafe.Pointer(&request))); failed != 0 {
		return nil, &os.PathError{Op: "make " + device + " by", Path: "/dev/net/tun", Err: failed}
	}
	for _, address := range addresses {
		if err := command("ip", "address", "add", address, "dev", device); err != nil {
			return nil, err
		}
	}
	return os.NewFile(uintptr(descriptor), "/dev/net/tun"), command("ip", "link", "set", device, "up", "mtu", "1400")
}
