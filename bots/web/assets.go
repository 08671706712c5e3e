package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed assets/style.css assets/chat.css assets/chat.js assets/logo.svg
var assetFiles embed.FS

// kinds are the files that are served, by the end of their name.
var kinds = map[string]string{
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".png":  "image/png",
	".jpg":  "image/jpeg",
	".jpeg": "image/jpeg",
	".webp": "image/webp",
}

// assets are the page's own files. Each has the hash of its bytes in its address,
// so that browsers may keep it for ever.
type assets struct {
	paths map[string]string // name -> address
	data  map[string][]byte // address -> bytes
}

func loadAssets() assets {
	a := assets{paths: map[string]string{}, data: map[string][]byte{}}
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		panic("the page's files are not in the program")
	}
	for _, e := range entries {
		data, err := assetFiles.ReadFile("assets/" + e.Name())
		if err != nil {
			panic("a file of the page is not in the program")
		}
		sum := sha256.Sum256(data)
		base, ext, _ := strings.Cut(e.Name(), ".")
		address := "/static/" + base + "." + hex.EncodeToString(sum[:6]) + "." + ext
		a.paths[e.Name()] = address
		a.data[address] = data
	}
	return a
}

func (s *site) static(w http.ResponseWriter, r *http.Request) {
	data, ok := s.assets.data[r.URL.Path]
	if !ok {
		s.notice(w, r, http.StatusNotFound, "web-not-found")
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	serve(w, path.Ext(r.URL.Path), data)
}

// picture serves a picture of the content by its file. Browsers ask again each
// time and get it again when the content has changed.
func (s *site) picture(w http.ResponseWriter, r *http.Request) {
	b := s.handler.Release().Bundle()
	file := strings.TrimPrefix(r.URL.Path, "/")
	ext := strings.ToLower(path.Ext(file))
	if !b.HasPicture(file) || s.o.Content == nil || kinds[ext] == "" {
		s.notice(w, r, http.StatusNotFound, "web-not-found")
		return
	}
	tag := `"` + b.Digest()[:16] + `"`
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	data, err := fs.ReadFile(s.o.Content, file)
	if err != nil {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Del("ETag")
		s.notice(w, r, http.StatusNotFound, "web-not-found")
		return
	}
	serve(w, ext, data)
}

func serve(w http.ResponseWriter, ext string, data []byte) {
	w.Header().Set("Content-Type", kinds[ext])
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data)
}

// robots lets search engines find the first page and nothing else.
func robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	_, _ = w.Write([]byte("User-agent: *\nAllow: /$\nAllow: /static/\nDisallow: /\n"))
}
