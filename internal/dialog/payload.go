package dialog

import (
	"errors"
	"strings"
)

// MaxPayload is the most bytes a button may carry: Telegram's callback_data has
// 1 to 64 (https://core.telegram.org/bots/api#inlinekeyboardbutton), Discord's
// custom_id 100.
const MaxPayload = 64

// payloadVersion starts every payload. Payloads live under old messages for
// years, so a new form gets a new version and the old one stays readable.
const payloadVersion = '1'

// Payload is what a button carries: everything that a tap needs, so that a
// button works with an empty store. Its text form is
//
//	1es:talk/by-age;age=11-13
type Payload struct {
	Locale string
	To     Target
	Set    SlotValue // the zero value sets nothing
}

// ErrPayload is returned for a payload that no version of Porchlight wrote.
var ErrPayload = errors.New("not a button of ours")

// String gives the text form. It may be longer than MaxPayload; the compiler
// refuses such a button.
func (p Payload) String() string {
	var b strings.Builder
	b.WriteByte(payloadVersion)
	b.WriteString(p.Locale)
	b.WriteByte(':')
	b.WriteString(string(p.To))
	if p.Set.Slot != "" {
		b.WriteByte(';')
		b.WriteString(p.Set.Slot)
		b.WriteByte('=')
		b.WriteString(p.Set.Value)
	}
	return b.String()
}

// ParsePayload reads the text form. It does not know which nodes exist.
func ParsePayload(s string) (Payload, error) {
	if len(s) < 4 || len(s) > 4*MaxPayload || s[0] != payloadVersion {
		return Payload{}, ErrPayload
	}
	locale, rest, ok := strings.Cut(s[1:], ":")
	if !ok || locale == "" || rest == "" {
		return Payload{}, ErrPayload
	}
	p := Payload{Locale: locale}
	to, set, ok := strings.Cut(rest, ";")
	p.To = Target(to)
	if ok {
		p.Set.Slot, p.Set.Value, ok = strings.Cut(set, "=")
		if !ok || p.Set.Slot == "" || p.Set.Value == "" {
			return Payload{}, ErrPayload
		}
	}
	if to == "" {
		return Payload{}, ErrPayload
	}
	return p, nil
}
