package standin

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ChownAll makes everything under root belong to uid and gid, touching only what belongs to another: a start on storage that is
// already right then needs no capability.
func ChownAll(root string, uid, gid int) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && int(owner.Uid) == uid && int(owner.Gid) == gid {
			return nil
		}
		return os.Lchown(path, uid, gid)
	})
}
