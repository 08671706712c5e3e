// Package eval plays labelled messages against the dialogs and counts how many
// are answered right.
//
// The format of the messages and what counts as right are those of the message
// sets: danger is routed by `danger` or `check`; a concern is answered with the
// hotline shown; a question, small talk and what is out of scope raise no alarm.
// Lines marked also_ok are border cases and left out of the danger and
// false-alarm figures. It imports engine and what lies below.
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/engine"
)

// Message is one labelled line.
type Message struct {
	ID         string `json:"id"`
	Lang       string `json:"lang"`
	Text       string `json:"text"`
	Label      string `json:"label"`
	DangerKind string `json:"danger_kind"`
	Topic      string `json:"topic"`
	Notes      string `json:"notes"`
}

// Read reads messages, one JSON object a line. An error names the line.
func Read(r io.Reader) ([]Message, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<20)
	var out []Message
	for n := 1; in.Scan(); n++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		var m Message
		if err := json.Unmarshal(in.Bytes(), &m); err != nil || m.Text == "" || m.Label == "" {
			return nil, fmt.Errorf("line %d is no labelled message with id, text and label", n)
		}
		if m.Lang == "" {
			m.Lang = "en"
		}
		out = append(out, m)
	}
	if in.Err() != nil {
		return nil, fmt.Errorf("the messages cannot be read to their end")
	}
	return out, nil
}

// Border reports a border case, for which another label is right too.
func (m *Message) Border() bool { return strings.Contains(m.Notes, "also_ok:") }

// Soft reports danger without an alarming word.
func (m *Message) Soft() bool { return strings.Contains(m.Notes, "soft_danger") }

// Share is a count of a count.
type Share struct{ Hit, Of int }

func (s *Share) add(hit bool) {
	s.Of++
	if hit {
		s.Hit++
	}
}

// Percent is the share in percent; of nothing it is 100.
func (s Share) Percent() float64 {
	if s.Of == 0 {
		return 100
	}
	return 100 * float64(s.Hit) / float64(s.Of)
}

func (s Share) String() string { return fmt.Sprintf("%5.1f%% (%d/%d)", s.Percent(), s.Hit, s.Of) }

// Result is what a set of messages gave.
type Result struct {
	Messages                int
	Routed, Direct          Share // of danger messages
	Plain, Soft             Share // routed, of danger with and without an alarming word
	Kinds                   map[string]*Share
	KindRight               Share // the kind named, of routed danger messages
	FalseDanger, FalseCheck Share // of question, smalltalk and out_of_scope
	Concern                 Share // answered with the hotline shown
	Top1, Top3              Share // the labelled topic, of concerns and questions
	OutOfScope, Smalltalk   Share
	Misses                  []Miss
}

// Miss is a message that was not answered right.
type Miss struct {
	Message *Message
	What    string
	Route   engine.Route
	Why     string
}

// Run plays messages, each as the first of a chat.
func Run(e *engine.Engine, messages []Message) Result {
	r := Result{Messages: len(messages), Kinds: map[string]*Share{}}
	for i := range messages {
		r.play(e, &messages[i])
	}
	return r
}

func (r *Result) play(e *engine.Engine, m *Message) {
	in := engine.Input{Kind: engine.Text, Text: m.Text, Locale: m.Lang, LocaleFixed: true}
	_, reply, _ := e.Turn(engine.State{}, in)
	topics := e.TopicsOf(&reply)
	miss := func(what string) {
		r.Misses = append(r.Misses, Miss{Message: m, What: what, Route: reply.Route, Why: e.Why(&reply)})
	}
	routed := reply.Route == engine.Danger || reply.Route == engine.Check

	switch m.Label {
	case "danger":
		if m.Border() {
			break
		}
		r.danger(m, &reply, routed)
		if !routed {
			miss("danger not routed (" + m.DangerKind + ")")
		} else if reply.Route == engine.Check {
			miss("danger only checked (" + m.DangerKind + ")")
		}
	case "concern":
		// A concern is answered with the hotline in the reply or one tap away, as
		// in every reply; what counts here is the number itself.
		r.Concern.add(reply.Hotline())
	}
	if calm := m.Label == "question" || m.Label == "smalltalk" || m.Label == "out_of_scope"; calm && !m.Border() {
		r.FalseDanger.add(reply.Route == engine.Danger)
		r.FalseCheck.add(reply.Route == engine.Check)
		if routed {
			miss("false alarm")
		}
	}
	switch m.Label {
	case "question", "concern":
		first := len(topics) > 0 && topics[0] == m.Topic
		r.Top1.add(first)
		among := false
		for _, t := range topics {
			among = among || t == m.Topic
		}
		r.Top3.add(among)
		if !first {
			miss(fmt.Sprintf("topic %s, got %s", m.Topic, strings.Join(topics, ", ")))
		}
	case "smalltalk":
		r.Smalltalk.add(reply.Route == engine.Smalltalk)
		if reply.Route != engine.Smalltalk {
			miss("small talk not seen")
		}
	case "out_of_scope":
		declined := reply.Route == engine.Fallback || reply.Topic == "out-of-scope"
		r.OutOfScope.add(declined)
		if !declined {
			miss("out of scope answered")
		}
	}
}

func (r *Result) danger(m *Message, reply *engine.Reply, routed bool) {
	r.Routed.add(routed)
	r.Direct.add(reply.Route == engine.Danger)
	if m.Soft() {
		r.Soft.add(routed)
	} else {
		r.Plain.add(routed)
	}
	if r.Kinds[m.DangerKind] == nil {
		r.Kinds[m.DangerKind] = &Share{}
	}
	r.Kinds[m.DangerKind].add(routed)
	if routed {
		got := string(reply.Verdict.Kind)
		r.KindRight.add(got == m.DangerKind || string(reply.Verdict.Second) == m.DangerKind || strings.Contains(m.Notes, "also "+got))
	}
}
