package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/config"
	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/store/bolt"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

// sessionStore is a store of sessions and of replies that wait to be sent.
type sessionStore interface {
	bots.Store
	bots.Outbox
	Close() error
}

// openSessions opens the session store and the key that chat ids are hashed
// with. The key lives in the data directory, apart from the store.
func openSessions(cfg *config.Config) (s sessionStore, key []byte, err error) {
	where, err := store.ParseURL(string(cfg.Store.URL), cfg.Data.Dir)
	if err != nil {
		return nil, nil, fmt.Errorf("store.url: %w", err)
	}
	if where.Kind == store.Memory {
		return memory.New(memory.Options{}), newKey(), nil
	}
	if key, err = chatKey(cfg.Data.Dir); err != nil {
		return nil, nil, err
	}
	b, err := bolt.Open(where.Dir, bolt.Options{})
	if err != nil {
		return nil, nil, err
	}
	return b, key, nil
}

// keyLength is the length of the key in bytes: that of SHA-256.
const keyLength = 32

func newKey() []byte {
	key := make([]byte, keyLength)
	_, _ = rand.Read(key) // never fails
	return key
}

// chatKey reads the key, or makes one at the first start.
func chatKey(dir string) ([]byte, error) {
	name := filepath.Join(dir, "chat.key")
	key, err := os.ReadFile(name)
	switch {
	case err == nil && len(key) == keyLength:
		return key, nil
	case err == nil:
		return nil, fmt.Errorf("%s is not a key of Porchlight's; move it away, and a new one is made (chats begin anew)", name)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s cannot be read; let the program's user read it", name)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data directory %s cannot be made; set data.dir to a place where the program may write", dir)
	}
	key = newKey()
	if err := os.WriteFile(name, key, 0o600); err != nil {
		_ = os.Remove(name)
		return nil, fmt.Errorf("%s cannot be written; is the disk full, or the folder read-only?", name)
	}
	return key, nil
}
