package review

import (
	"fmt"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// Role is what a person of the staff does in review.
type Role string

// The roles. Roles of one person add up; each decision names the one it is made in.
const (
	Writer       Role = "writer"
	Translator   Role = "translator"
	Editor       Role = "editor"
	Safeguarding Role = "safeguarding" // decides as an editor, with the eyes of child protection
)

// Scope says on which items a role may take a decision.
type Scope uint8

// The scopes, narrowest first. The zero value is Nothing.
const (
	Nothing      Scope = iota
	Translations       // items in a locale other than the source one
	Everything
)

// String says it in words.
func (s Scope) String() string {
	return [...]string{"–", "translations", "yes"}[s]
}

// sourceLocale is the locale that content is written in.
const sourceLocale = "en"

// duties is who may decide what. The checks, the tests and the documents follow it.
var duties = []struct {
	role Role
	may  map[Decision]Scope
}{
	{Writer, map[Decision]Scope{Submit: Everything}},
	{Translator, map[Decision]Scope{Submit: Translations, Stands: Translations}},
	{Editor, decides},
	{Safeguarding, decides},
}

// decides is for the roles that approve. Taking back is always safe, so both may.
var decides = map[Decision]Scope{
	Submit: Everything, Approve: Everything, Stands: Translations,
	Revoke: Everything, Expire: Everything, Merge: Everything,
}

// Roles lists the roles.
func Roles() []Role {
	out := make([]Role, len(duties))
	for i, d := range duties {
		out[i] = d.role
	}
	return out
}

// May says on which items the role may take a decision. A role that nobody knows may
// nothing.
func (r Role) May(d Decision) Scope {
	for _, duty := range duties {
		if duty.role == r {
			return duty.may[d]
		}
	}
	return Nothing
}

// RoleTable is who may decide what, as a table in Markdown.
func RoleTable() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| role | %s |\n|---|%s\n", strings.ReplaceAll(named(Decisions()), ", ", " | "), strings.Repeat("---|", len(Decisions())))
	for _, role := range Roles() {
		fmt.Fprintf(&b, "| %s |", role)
		for _, d := range Decisions() {
			fmt.Fprintf(&b, " %s |", role.May(d))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// whoMay lists the roles that may take a decision.
func whoMay(d Decision) string {
	var may []Role
	for _, role := range Roles() {
		if role.May(d) != Nothing {
			may = append(may, role)
		}
	}
	return named(may)
}

// inLocale are the kinds of items whose name has the locale as its second part; others
// have it after an @, such as node/grooming/signs@es and rule/es/grooming.
var inLocale = map[string]bool{
	"rule": true, "group": true, "signal": true, "counter": true, "spelling": true,
	"harmless": true, "vocabulary": true, "said": true,
}

// localeOf is the locale of an item. What belongs to no locale is the concern of those
// who write the source.
func localeOf(what string) string {
	if _, locale, found := strings.Cut(what, "@"); found {
		return locale
	}
	if parts := strings.Split(what, "/"); len(parts) > 1 && inLocale[parts[0]] {
		return parts[1]
	}
	return sourceLocale
}

// checkRole refuses a role that is none.
func checkRole(code diag.Code, role Role) *fault {
	names := make([]string, len(duties))
	for i, known := range Roles() {
		if known == role {
			return nil
		}
		names[i] = string(known)
	}
	return faulty(code, "role", suggest(string(role), names), "there is no role %q", role)
}

// maxSuggested is how many names a hint lists; a longer list helps nobody.
const maxSuggested = 12

// suggest names what a word may have meant.
func suggest(word string, known []string) string {
	if near := diag.Nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) == 0 || len(known) > maxSuggested {
		return ""
	}
	return "known are " + named(known)
}
