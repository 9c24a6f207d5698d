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
	numbers := make([]string, len(result))
	for index := range numbers {
		numbers[index] = string(found[index+1])
	}
	return parseVersion(numbers)
}

func parseVersion(numbers []string) (result version, err error) {
	if len(numbers) != len(result) {
		return result, fmt.Errorf("%q is not a version", numbers)
	}
	for index := range result {
		if result[index], err = strconv.Atoi(numbers[index]); err != nil {
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
	image, err = readVersion(imageRoot + "/version.php")
	return
}
