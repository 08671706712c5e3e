package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

// An object is a JSON object, decoded with json.Number.
type object = map[string]any

var errTrailing = errors.New("more than one JSON value")

func decode(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errTrailing
	}
	return v, nil
}

func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // only own and decoded values are encoded
	}
	return data
}

// withoutNulls is a copy in which members that are null are left out.
func withoutNulls(v any) any {
	switch v := v.(type) {
	case object:
		out := make(object, len(v))
		for name, member := range v {
			if member != nil {
				out[name] = withoutNulls(member)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, member := range v {
			out[i] = withoutNulls(member)
		}
		return out
	}
	return v
}

// The following read members of decoded JSON; what is absent or of another kind is zero.

func str(o object, name string) string {
	v, _ := o[name].(string)
	return v
}

func flag(o object, name string) bool {
	v, _ := o[name].(bool)
	return v
}

func list(o object, name string) []any {
	v, _ := o[name].([]any)
	return v
}

func child(o object, name string) object {
	v, _ := o[name].(object)
	return v
}

// whole reads a whole number, or its digits in a string: the API takes both.
func whole(o object, name string) int {
	n, _ := wholeOf(o[name])
	return n
}

func wholeOf(v any) (int, bool) {
	switch v := v.(type) {
	case int:
		return v, true
	case json.Number:
		n, err := strconv.Atoi(string(v))
		return n, err == nil
	case string:
		n, err := strconv.Atoi(v)
		return n, err == nil
	}
	return 0, false
}
