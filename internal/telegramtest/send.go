package telegramtest

import (
	"bytes"
	"encoding/json"
	"strings"
)

func (s *Server) sendMessage(r *request) (any, *apiError) {
	m := &message{}
	m.text, m.entities = content(r, "text", "entities")
	return s.send(r, m)
}

func (s *Server) sendPhoto(r *request) (any, *apiError) { return s.sendFile(r, "photo") }

func (s *Server) sendDocument(r *request) (any, *apiError) { return s.sendFile(r, "document") }

func (s *Server) sendFile(r *request, kind string) (any, *apiError) {
	body, e := s.file(r, kind, r.text(kind))
	if e != nil {
		return nil, e
	}
	m := &message{media: kind, body: body}
	m.text, m.entities = content(r, "caption", "caption_entities")
	return s.send(r, m)
}

// content is the visible text of a request, without space at its ends, and its
// entities as JSON, moved along.
func content(r *request, name, entities string) (string, json.RawMessage) {
	shown, parsed, _ := visible(r.text(name), r.text("parse_mode")) // the check found it to parse
	text := strings.TrimRight(shown, " \n\t")
	cut := len(text) - len(strings.TrimLeft(text, " \n\t"))
	text = text[cut:]
	if list, ok := r.values[entities].([]any); ok && len(list) > 0 {
		if len(text) == len(shown) {
			return text, r.json(entities)
		}
		parsed = entitiesOf(list)
	}
	if len(parsed) == 0 {
		return text, nil
	}
	return text, encode(moved(parsed, -cut, units(text)))
}

// moved shifts entities and cuts them to a text of n units.
func moved(list []Entity, by, n int) []Entity {
	var out []Entity
	for _, e := range list {
		start, end := max(0, e.Offset+by), min(n, e.end()+by)
		if start < end {
			e.Offset, e.Length = start, end-start
			out = append(out, e)
		}
	}
	return out
}

// inline is the keyboard under a message; other markup is no part of a message.
func inline(r *request) json.RawMessage {
	markup, _ := r.values["reply_markup"].(map[string]any)
	rows, _ := markup["inline_keyboard"].([]any)
	for _, row := range rows {
		if len(row.([]any)) > 0 {
			return r.json("reply_markup")
		}
	}
	return nil
}

// send puts a checked message into its chat.
func (s *Server) send(r *request, m *message) (any, *apiError) {
	m.fromBot, m.markup = true, inline(r)
	text := m.text // m is the chat's once it is delivered
	out, e := s.deliver(r, m)
	if e == nil && s.opts.OnAccepted != nil {
		s.opts.OnAccepted(r.number("chat_id"), m.id, text)
	}
	return out, e
}

func (s *Server) deliver(r *request, m *message) ([]byte, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, e := s.reach(r)
	if e != nil {
		return nil, e
	}
	if p, ok := r.values["reply_parameters"].(map[string]any); ok {
		id, _ := integer(p["message_id"])
		if c.find(id) != nil || s.opts.CountOnly { // which keeps no messages to look at
			m.replyTo = id
		} else if p["allow_sending_without_reply"] != true {
			return nil, errReplyUnknown
		}
	}
	if e := s.limit(c); e != nil {
		return nil, e
	}
	if c.kind != "channel" {
		m.from = s.bot()
	}
	s.put(c, m)
	s.record.Accept(c.id, m.date)
	return m.wire(c), nil
}

func (s *Server) sendChatAction(r *request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, e := s.reach(r)
	return true, e
}

func same(a, b json.RawMessage) bool { return bytes.Equal(a, b) }
