package dialog

import (
	"cmp"
	"errors"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog/po"
)

// POMessage is one entry of a translation file. Its Context says which text of
// the content it is; see [Message].
type POMessage struct {
	po.Entry
	Pos diag.Pos
}

func readPO(r *reader, data []byte) func(*Content) {
	locale, ok := r.localeOf()
	if !ok {
		return nil
	}
	at := func(line int) diag.Pos { return diag.Pos{File: r.file, Line: line, Col: 1} }
	file, err := po.Parse(data)
	if broken, ok := errors.AsType[*po.SyntaxError](err); ok {
		r.add(badPO, at(broken.Line), "look at this line and the entry before it, or open the file in Poedit", "the PO file cannot be read: %s", broken.Message)
		return nil
	}
	var messages, setAside []POMessage
	for _, e := range file.Entries {
		if m := (POMessage{e, at(e.Line)}); e.Obsolete {
			setAside = append(setAside, m)
		} else {
			messages = append(messages, m)
		}
	}
	slices.SortFunc(messages, byContext)
	return func(c *Content) {
		l := c.locale(locale)
		l.File, l.Header = r.file, file.Header
		l.Messages, l.SetAside = messages, setAside
	}
}

func byContext(a, b POMessage) int {
	return cmp.Or(cmp.Compare(a.Context, b.Context), cmp.Compare(a.ID, b.ID))
}
