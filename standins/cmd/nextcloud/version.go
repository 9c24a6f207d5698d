package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strconv"
)

// version has four numbers, as $OC_Version does.
type version [4]int

func (one version) String() string {
	return fmt.Sprintf("%d.%d.%d.%d", one[0], one[1], one[2], one[3])
}

func (one version) newerThan(other version) bool {
	for index := range one {
		if one[index] != other[index] {
			return one[index] > other[index]
		}
	}
	return false
}

var ocVersion = regexp.MustCompile(`\$OC_Version = array\((\d+), ?(\d+), ?(\d+), ?(\d+)\)`)

func readVersion(path string) (version, error) {
	var result version
	content, err := os.ReadFile(path)
	if err != nil {
		return result, err
	}
	found := ocVersion.FindSubmatch(content)
	if found == nil {
		return result, fmt.Errorf("%s: no $OC_Version", path)
	}
	for index := range result {
		if result[index], err = strconv.Atoi(string(found[index+1])); err != nil {
			return result, err
		}
	}
	return result, nil
}

// versions are the volume's (0.0.0.0 on an empty one) and the image's.
func versions() (present, image version, err error) {
	present, err = readVersion(webRoot + "/version.php")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return
	}
	image, err = readVersion("/usr/src/nextcloud/version.php")
	return
}
