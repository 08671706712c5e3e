package discordtest

import (
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// check holds a body without nulls against a schema.
func check(schema *jsonschema.Schema, body any) []problem {
	err := schema.Validate(body)
	if err == nil {
		return nil
	}
	failed, ok := err.(*jsonschema.ValidationError)
	if !ok {
		return []problem{{code: "BASE_TYPE_BAD_TYPE", text: err.Error()}}
	}
	var out []problem
	leaves(failed, &out)
	return out
}

// leaves are the innermost reasons.
func leaves(e *jsonschema.ValidationError, out *[]problem) {
	if len(e.Causes) > 0 {
		for _, cause := range e.Causes {
			leaves(cause, out)
		}
		return
	}
	add := func(code, format string, args ...any) {
		p := problemf(code, format, args...)
		p.path = append([]string(nil), e.InstanceLocation...)
		*out = append(*out, *p)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.MaxLength:
		add("BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", k.Want)
	case *kind.MinLength:
		add("BASE_TYPE_BAD_LENGTH", "Must be %d or more in length.", k.Want)
	case *kind.MaxItems:
		add("BASE_TYPE_BAD_LENGTH", "Must be %d or fewer in length.", k.Want)
	case *kind.MinItems:
		add("BASE_TYPE_BAD_LENGTH", "Must be %d or more in length.", k.Want)
	case *kind.Maximum:
		add("NUMBER_TYPE_MAX", "int value should be less than or equal to %s.", k.Want.RatString())
	case *kind.Minimum:
		add("NUMBER_TYPE_MIN", "int value should be greater than or equal to %s.", k.Want.RatString())
	case *kind.Enum:
		add("BASE_TYPE_CHOICES", "Value must be one of (%s).", listed(k.Want))
	case *kind.Pattern:
		add("STRING_TYPE_REGEX", "String value did not match validation regex.")
	case *kind.Type:
		add("BASE_TYPE_BAD_TYPE", "Must be %s, not %s.", strings.Join(k.Want, " or "), k.Got)
	case *kind.Required:
		for _, name := range k.Missing {
			add("BASE_TYPE_REQUIRED", "This field is required")
			(*out)[len(*out)-1].path = append((*out)[len(*out)-1].path, name)
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			add("UNKNOWN_FIELD", "The API has no such field.")
			(*out)[len(*out)-1].path = append((*out)[len(*out)-1].path, name)
		}
	default:
		add("BASE_TYPE_BAD_TYPE", "Does not fit: %T.", k)
	}
}

func listed(values []any) string {
	said := make([]string, len(values))
	for i, v := range values {
		said[i] = fmt.Sprint(v)
	}
	return strings.Join(said, ", ")
}
