// Extracts a tar.gz archive with Go's own readers: untar ARCHIVE DIRECTORY. For .ci/readers; modes and
// times are left alone.
package main

import (
	"archive/tar"
	"compress/gzip"
	"io"
	"log"
	"os"
	"path/filepath"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func write(path string, content io.Reader) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0600)
	must(err)
	_, err = io.Copy(file, content)
	must(err)
	must(file.Close())
}

func main() {
	archive, err := os.Open(os.Args[1])
	must(err)
	stream, err := gzip.NewReader(archive)
	must(err)
	entries := tar.NewReader(stream)
	for {
		entry, err := entries.Next()
		if err == io.EOF {
			break
		}
		must(err)
		path := filepath.Join(os.Args[2], entry.Name)
		must(os.MkdirAll(filepath.Dir(path), 0700))
		switch entry.Typeflag {
		case tar.TypeDir:
			must(os.MkdirAll(path, 0700))
		case tar.TypeReg:
			write(path, entries)
		case tar.TypeSymlink:
			must(os.Symlink(entry.Linkname, path))
		case tar.TypeLink:
			must(os.Link(filepath.Join(os.Args[2], entry.Linkname), path))
		default:
			log.Fatalf("%s: unexpected type %c", entry.Name, entry.Typeflag)
		}
	}
	_, err = io.Copy(io.Discard, stream) // to the end, so that the last member is read too
	must(err)
}
