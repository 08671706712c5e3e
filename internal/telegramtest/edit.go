package telegramtest

import "encoding/json"

func (s *Server) editMessageText(r *request) (any, *apiError) {
	if !r.has("text") {
		return nil, fromProblem(&problem{path: "text", what: "is missing", answer: missing["text"]})
	}
	text, entities := content(r, "text", "entities")
	out, e := s.edit(r, func(m *message) (bool, *apiError) {
		if m.media != "" {
			return false, errNoText
		}
		return m.say(text, entities), nil
	})
	if e == nil && s.opts.OnEdited != nil {
		s.opts.OnEdited(r.number("chat_id"), r.number("message_id"), text)
	}
	return out, e
}

func (s *Server) editMessageCaption(r *request) (any, *apiError) {
	caption, entities := content(r, "caption", "caption_entities")
	return s.edit(r, func(m *message) (bool, *apiError) {
		if m.media == "" {
			return false, errNoCaption
		}
		return m.say(caption, entities), nil
	})
}

func (s *Server) editMessageReplyMarkup(r *request) (any, *apiError) {
	return s.edit(r, func(*message) (bool, *apiError) { return false, nil })
}

func (s *Server) editMessageMedia(r *request) (any, *apiError) {
	media := r.values["media"].(map[string]any)
	kind, _ := media["type"].(string)
	if kind != "photo" && kind != "document" {
		return nil, wrongf("media of type %q is not supported by this fake", kind)
	}
	source, _ := media["media"].(string)
	body, e := s.file(r, kind, source)
	if e != nil {
		return nil, e
	}
	caption, entities := content(&request{method: r.method, values: media}, "caption", "caption_entities")
	return s.edit(r, func(m *message) (bool, *apiError) {
		changed := m.say(caption, entities) || m.media != kind || !same(m.body, body)
		m.media, m.body = kind, body
		return changed, nil
	})
}

// say replaces text and format and reports whether they were others.
func (m *message) say(text string, entities json.RawMessage) bool {
	changed := m.text != text || !same(m.entities, entities)
	m.text, m.entities = text, entities
	return changed
}

// edit changes one of the bot's own messages. An edit replaces the keyboard too: one
// that names none takes it away.
func (s *Server) edit(r *request, change func(*message) (bool, *apiError)) (any, *apiError) {
	if r.has("inline_message_id") {
		return nil, wrongf("inline messages are not supported by this fake")
	}
	if !r.has("chat_id") || !r.has("message_id") {
		return nil, errNoMessageID
	}
	markup := inline(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	c, e := s.reach(r)
	if e != nil {
		return nil, e
	}
	m := c.find(r.number("message_id"))
	switch {
	case m == nil:
		return nil, errEditUnknown
	case !m.fromBot:
		return nil, errEditOthers
	}
	if e := s.limit(c); e != nil {
		return nil, e
	}
	changed, e := change(m)
	if e != nil {
		return nil, e
	}
	if !changed && same(m.markup, markup) {
		return nil, errNotModified
	}
	m.markup, m.edited = markup, s.now()
	m.edits++
	s.mu.Touch()
	return m.wire(c), nil
}
