package telegramtest

import (
	"bytes"
	"encoding/json"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"strconv"
	"strings"
)

// Files are not kept: a file id is a kind and a number, as in "photo-7", and every
// download is the same few bytes.

type wireFile struct {
	ID     string `json:"file_id"`
	Unique string `json:"file_unique_id"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Name   string `json:"file_name,omitempty"`
	Size   int    `json:"file_size,omitempty"`
	Path   string `json:"file_path,omitempty"`
}

// file is the body of a photo or document that the bot sends: an upload, a link, or
// the id of a file that was here before.
func (s *Server) file(r *request, kind, source string) (json.RawMessage, *apiError) {
	f := wireFile{Size: 1}
	if kind == "photo" {
		f.Width, f.Height = 800, 600 // of a photo that is not looked at
	}
	part, attached := strings.CutPrefix(source, "attach://")
	switch {
	case attached:
		up, ok := r.uploads[part]
		if !ok {
			return nil, wrongf("there is no part %q in the request", part)
		}
		if len(up.data) == 0 {
			return nil, wrongf("file must be non-empty")
		}
		f.Size = len(up.data)
		if kind == "document" {
			f.Name = up.name
		} else if e := measure(&f, up.data); e != nil {
			return nil, e
		}
		f.ID = s.newFileID(kind)
	case strings.HasPrefix(source, "https://"), strings.HasPrefix(source, "http://"):
		f.ID = s.newFileID(kind)
	case s.knowsFile(kind, source):
		f.ID = source
	default:
		return nil, wrongf("wrong file identifier/HTTP URL specified")
	}
	f.Unique = "u" + f.ID
	if kind == "photo" {
		return encode([]wireFile{f}), nil
	}
	return encode(f), nil
}

// measure refuses what is no photo. WebP, which the standard library can't read, passes.
func measure(f *wireFile, data []byte) *apiError {
	if len(data) > maxPhoto {
		return errTooLarge
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		if bytes.HasPrefix(data, []byte("RIFF")) {
			return nil
		}
		return wrongf("IMAGE_PROCESS_FAILED")
	}
	f.Width, f.Height = c.Width, c.Height
	if c.Width+c.Height > 10000 || c.Width > 20*c.Height || c.Height > 20*c.Width {
		return wrongf("PHOTO_INVALID_DIMENSIONS")
	}
	return nil
}

func (s *Server) newFileID(kind string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastFile++
	return kind + "-" + strconv.FormatInt(s.lastFile, 10)
}

// knowsFile reports whether a file of this kind was given that id.
func (s *Server) knowsFile(kind, id string) bool {
	k, number, ok := strings.Cut(id, "-")
	n, err := strconv.ParseInt(number, 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	return ok && err == nil && (kind == "" || k == kind) && n > 0 && n <= s.lastFile
}

func (s *Server) getFile(r *request) (any, *apiError) {
	id := r.text("file_id")
	if !s.knowsFile("", id) {
		return nil, wrongf("invalid file_id")
	}
	return wireFile{ID: id, Unique: "u" + id, Size: len(download), Path: "files/" + id}, nil
}

const download = "a file"

func (s *Server) serveFile(w http.ResponseWriter, path string) {
	s.record.Count("file")
	token, name, _ := strings.Cut(path, "/files/")
	switch {
	case token != s.opts.Token:
		s.refuse(w, "file", 0, errUnauthorized)
	case !s.knowsFile("", name):
		s.refuse(w, "file", 0, errNotFound)
	default:
		s.record.Keep(Call{"file", 0, s.now(), "ok"})
		_, _ = w.Write([]byte(download))
	}
}
