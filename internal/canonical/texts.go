package canonical

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParseTexts reads an object of texts as Form wrote it, and nothing else, without the
// detour over encoding/json. at is the offset of the first byte that is not as it should
// be, or -1.
func ParseTexts(data []byte) (texts map[string]string, at int) {
	texts = map[string]string{}
	if string(data) == "{}" {
		return texts, -1
	}
	before, ok := "", false
	for next := byte('{'); at < len(data) && data[at] == next; next = ',' {
		start := at + 1
		var key, text string
		if key, at, ok = readText(data, start); !ok {
			return nil, at
		}
		if start > 1 && key <= before {
			return nil, start
		}
		if at >= len(data) || data[at] != ':' {
			return nil, at
		}
		if text, at, ok = readText(data, at+1); !ok {
			return nil, at
		}
		texts[key], before = text, key
		if string(data[at:]) == "}" {
			return texts, -1
		}
	}
	if at < len(data) && data[at] == '}' {
		at++ // something stands behind the end
	}
	return nil, at
}

// readText reads the text at an offset. next is the offset behind it or, where it is not
// as it should be, of the fault.
func readText(data []byte, at int) (text string, next int, ok bool) {
	if at >= len(data) || data[at] != '"' {
		return "", at, false
	}
	out := make([]byte, 0, 128) // most texts are shorter, and then this costs no memory
	for i := at + 1; i < len(data); {
		n := 1
		switch c := data[i]; {
		case c == '"':
			return string(out), i + 1, true
		case c == '\\':
			if c, n = readEscape(data[i:]); n == 0 {
				return "", i, false
			}
			out = append(out, c)
		case c < ' ':
			return "", i, false
		case c < utf8.RuneSelf:
			out = append(out, c)
		default:
			var r rune
			if r, n = utf8.DecodeRune(data[i:]); r == utf8.RuneError && n == 1 {
				return "", i, false
			}
			out = append(out, data[i:i+n]...)
		}
		i += n
	}
	return "", len(data), false
}

// The characters that have an escape of two letters, and its second letter.
const (
	escaped = "\"\\\b\f\n\r\t"
	letters = `"\bfnrt`
)

// appendEscape appends the one escape of a character.
func appendEscape(out []byte, c byte) []byte {
	if i := strings.IndexByte(escaped, c); i >= 0 {
		return append(out, '\\', letters[i])
	}
	const hex = "0123456789abcdef"
	return append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}

// readEscape reads the one escape of a character. Its length is 0 where it is none.
func readEscape(data []byte) (c byte, length int) {
	if len(data) > 1 {
		if i := strings.IndexByte(letters, data[1]); i >= 0 {
			return escaped[i], 2
		}
	}
	if len(data) < 6 {
		return 0, 0
	}
	n, err := strconv.ParseUint(string(data[2:6]), 16, 8)
	if err != nil || n >= ' ' || !bytes.Equal(appendEscape(nil, byte(n)), data[:6]) {
		return 0, 0
	}
	return byte(n), 6
}
