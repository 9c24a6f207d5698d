package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"sync/atomic"

	"homelab-stacks/standins/internal/standin"
)

// servePeer is the other end: `gluetun peer ADDRESS/BITS NETWORK` takes packets on UDP port 51820 for a page of its own at that
// address, and answers whoever wrote last from that network.
func servePeer() error {
	if len(os.Args) != 4 {
		return fmt.Errorf("it takes `peer ADDRESS/BITS NETWORK`, such as `peer 10.13.13.1/32 10.13.13.0/24`")
	}
	file, err := makeDevice(os.Args[2:3])
	if err != nil {
		return err
	}
	if err := command("ip", "route", "add", os.Args[3], "dev", device); err != nil {
		return err
	}
	socket, err := net.ListenUDP("udp", &net.UDPAddr{Port: 51820})
	if err != nil {
		return err
	}
	var client atomic.Pointer[net.UDPAddr]
	go func() {
		packet := make([]byte, 65536)
		for {
			count, from, err := socket.ReadFromUDP(packet)
			if err != nil {
				continue
			}
			client.Store(from)
			if count == 0 {
				_, _ = socket.WriteToUDP(nil, from)
			} else {
				_, _ = file.Write(packet[:count])
			}
		}
	}()
	go func() {
		packet := make([]byte, 65536)
		for {
			count, err := file.Read(packet)
			if to := client.Load(); err == nil && to != nil {
				_, _ = socket.WriteToUDP(packet[:count], to)
			}
		}
	}()
	page := http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		fmt.Fprintf(response, "%s\n", request.RemoteAddr)
	})
	server := &http.Server{Addr: ":80", Handler: page}
	return standin.Serve(server, server.ListenAndServe)
}
