package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// runHooks runs the executable *.sh files of one hook folder in order, as www-data; the first that fails ends the start.
func runHooks(name string) error {
	folder := filepath.Join(hookRoot, name)
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		fmt.Printf("=> Skipping the folder %q, because it doesn't exist\n", folder)
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if info.IsDir() || !strings.EqualFold(filepath.Ext(path), ".sh") {
			continue
		}
		if info.Mode()&0o111 == 0 {
			fmt.Printf("==> The script %q was skipped, because it didn't have the executable flag\n", path)
			continue
		}
		fmt.Printf("==> Running the script: %q\n", path)
		if err := asWwwData(path); err != nil {
			return fmt.Errorf("==> Failed at executing %q: %w", path, err)
		}
		fmt.Printf("==> Finished the script: %q\n", path)
	}
	return nil
}
