package bots

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
)

// ErrSealed is returned for bytes that were not sealed with this key.
var ErrSealed = errors.New("sealed with another key, or damaged")

// sealer encrypts with a key of its own, derived from the handler's.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) sealer {
	derived, err := hkdf.Key(sha256.New, key, nil, "porchlight outbox", 32)
	if err != nil {
		panic(err) // only for lengths that SHA-256 cannot give
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		panic(err) // only for keys of another length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for blocks of another length
	}
	return sealer{aead}
}

// Seal encrypts what waits in the store to be sent: the store alone does not tell
// to whom.
func (h *Handler) Seal(plain []byte) []byte { return h.sealer.aead.Seal(nil, nil, plain, nil) }

// Unseal gives back what was sealed, or ErrSealed.
func (h *Handler) Unseal(sealed []byte) ([]byte, error) {
	plain, err := h.sealer.aead.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// key is the keyed hash under which a chat is stored: 32 hexadecimal digits.
func (h *Handler) key(c Channel, chat string) string {
	return hex.EncodeToString(h.hash(string(c), chat)[:16])
}

// Mark is a keyed hash of 48 bits by which a channel notes that an update was
// handled.
func (h *Handler) Mark(c Channel, update string) uint64 {
	return binary.BigEndian.Uint64(h.hash(string(c)+" update", update)) >> 16
}

func (h *Handler) hash(kind, id string) []byte {
	mac := hmac.New(sha256.New, h.o.Key)
	mac.Write([]byte(kind))
	mac.Write([]byte{0})
	mac.Write([]byte(id))
	return mac.Sum(nil)
}
