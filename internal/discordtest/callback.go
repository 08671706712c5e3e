package discordtest

import (
	"net/http"
	"slices"
)

// content is what a message is made or changed of. Raw holds nulls.
type content struct {
	raw, body object
	files     []file
}

func (r *request) content() *content { return &content{r.rawObject(), r.object(), r.files} }

// callback is the first answer to an interaction.
func (s *Server) callback(r *request) (int, any, *apiError) {
	s.mu.Lock()
	i := s.interactions[r.PathValue("interaction_token")]
	s.mu.Unlock()
	if i == nil || i.id != r.PathValue("interaction_id") {
		return 0, nil, errInteraction.because("there is no interaction %s with this token", r.PathValue("interaction_id"))
	}
	m, e := s.answer(i, r.raw, r.body, r.files)
	if e != nil {
		return 0, nil, e
	}
	if r.URL.Query().Get("with_response") != "true" {
		return http.StatusNoContent, nil, nil
	}
	return http.StatusOK, s.callbackResponse(i, m), nil
}

// answer takes a callback, by whatever way it came.
func (s *Server) answer(i *Interaction, rawBody, cleanBody any, files []file) (*message, *apiError) {
	body, ok := cleanBody.(object)
	if !ok {
		return nil, errBadJSON.because("the callback is no object")
	}
	raw := rawBody.(object)
	kind := whole(body, "type")
	schema := s.spec.callbacks[kind]
	if schema == nil {
		return nil, invalid(*problemf("BASE_TYPE_CHOICES", "Value must be one of (1, 4, 5, 6, 7, 8, 9).").at("type"))
	}
	quiet(body, kind)
	if list := check(schema, body); list != nil {
		return nil, invalid(list...)
	}
	if p := i.fits(kind); p != nil {
		return nil, invalid(*p)
	}
	data := &content{child(raw, "data"), child(body, "data"), files}

	s.mu.Lock()
	var after func()
	m, e := s.settle(i, kind, data, &after)
	s.mu.Unlock()
	if after != nil {
		after()
	}
	return m, e
}

// quiet drops what discordgo sends with every callback although only messages have it.
func quiet(body object, kind int) {
	data := child(body, "data")
	if data == nil || kind == callbackMessage {
		return
	}
	if kind != callbackEdit && data["content"] == "" {
		delete(data, "content")
	}
	if data["tts"] == false {
		delete(data, "tts")
	}
}

// fits says which callbacks an interaction takes.
func (i *Interaction) fits(kind int) *problem {
	var may []int
	switch i.kind {
	case pingInteraction:
		may = []int{callbackPong}
	case commandInteraction:
		may = []int{callbackMessage, callbackDefer, callbackModal}
	case componentInteraction:
		may = []int{callbackMessage, callbackDefer, callbackDeferEdit, callbackEdit, callbackModal}
	case completionInteraction:
		may = []int{callbackCompletion}
	case modalInteraction:
		may = []int{callbackMessage, callbackDefer}
		if i.source != nil {
			may = append(may, callbackDeferEdit, callbackEdit)
		}
	}
	if slices.Contains(may, kind) {
		return nil
	}
	return problemf("BASE_TYPE_CHOICES", "Value must be one of (%v) for this interaction.", may).at("type")
}

// settle does what the callback says. The caller holds mu and calls after without it.
func (s *Server) settle(i *Interaction, kind int, c *content, after *func()) (*message, *apiError) {
	switch {
	case i.answered != 0:
		return nil, errAcknowledged
	case i.late():
		return nil, errInteraction
	}
	var e *apiError
	switch kind {
	case callbackMessage:
		m := i.message()
		if e = s.compose(m, c, flagEphemeral|flagSuppressEmbeds|flagSilent|flagComponentsV2); e == nil {
			s.put(i.channel, m)
			i.original = m
			*after = s.accepted(m)
		}
	case callbackDefer:
		if e = checkDefer(c.body); e == nil {
			m := i.message()
			m.flags = flagLoading | whole(c.body, "flags")&flagEphemeral
			s.put(i.channel, m)
			i.original = m
		}
	case callbackDeferEdit:
		i.original = i.source
	case callbackEdit:
		if e = s.change(i.source, c); e == nil {
			i.original = i.source
			*after = s.editedBy(i.source)
		}
	case callbackCompletion:
		for _, v := range list(c.body, "choices") {
			o := v.(object)
			i.choices = append(i.choices, Choice{str(o, "name"), o["value"]})
		}
	case callbackModal:
		if e = checkModal(c.body); e == nil {
			i.modal = modal(c.body)
		}
	}
	if e != nil {
		return nil, e
	}
	i.answered, i.after = kind, s.now().Sub(i.created)
	s.mu.Touch()
	return i.original, nil
}

// message is a new message that answers the interaction.
func (i *Interaction) message() *message {
	m := &message{by: i, kind: kindCommand}
	switch {
	case i.target != nil:
		m.kind = kindContext
	case i.kind == componentInteraction && i.source != nil:
		m.kind, m.replyTo = kindReply, i.source.id
	case i.kind != commandInteraction:
		m.kind = 0
	}
	return m
}

func checkDefer(body object) *apiError {
	for name, v := range body {
		switch {
		case name == "flags" && whole(body, name)&^flagEphemeral != 0:
			return invalid(*problemf("MESSAGE_FLAGS_INVALID", "Only EPHEMERAL can be set in a deferred response.").at("data", "flags"))
		case name != "flags" && name != "allowed_mentions" && !empty(v):
			return invalid(*problemf("UNKNOWN_FIELD", "A deferred response has no %s.", name).at("data", name))
		}
	}
	return nil
}

// compose makes a message of a body, with the flags that may be set. The caller holds mu.
func (s *Server) compose(m *message, c *content, may int) *apiError {
	flags := whole(c.body, "flags")
	if flags&^may != 0 {
		return invalid(*problemf("MESSAGE_FLAGS_INVALID", "The flags %d cannot be set here.", flags&^may).at("flags"))
	}
	v2 := flags&flagComponentsV2 != 0
	if list := checkMessage(c.body, v2, c.files, nil); list != nil {
		return invalid(list...)
	}
	if v2 && shownBytes(list(c.body, "components")) > maxShownBytes {
		return wrong(500, 0, errServer.text).because("the text displays hold more than %d bytes", maxShownBytes)
	}
	m.apply(s, c)
	if m.isEmpty() {
		return errEmpty
	}
	m.flags |= flags
	return nil
}

func (m *message) isEmpty() bool {
	return m.content == "" && len(m.embeds)+len(m.parts)+len(m.files) == 0
}

// change edits a message, or fills in a deferred one. The caller holds mu.
func (s *Server) change(m *message, c *content) *apiError {
	next := *m
	next.files = slices.Clone(m.files)
	if _, ok := c.raw["flags"]; ok {
		flags := whole(c.body, "flags")
		switch {
		case flags&^(flagSuppressEmbeds|flagComponentsV2|flagEphemeral) != 0:
			return invalid(*problemf("MESSAGE_FLAGS_INVALID", "An edit can set SUPPRESS_EMBEDS and IS_COMPONENTS_V2 only.").at("flags"))
		case flags&flagEphemeral != 0 && !m.has(flagEphemeral):
			return invalid(*problemf("MESSAGE_FLAGS_INVALID", "A message cannot become ephemeral.").at("flags"))
		}
		next.flags = next.flags&^flagSuppressEmbeds | flags
	}
	next.flags &^= flagLoading
	v2 := next.has(flagComponentsV2)
	if list := checkMessage(c.body, v2, c.files, m.fileNames()); list != nil {
		return invalid(list...)
	}
	next.apply(s, c)
	switch {
	case v2 && next.content != "":
		return invalid(*problemf("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2").at("content"))
	case v2 && len(next.embeds) > 0:
		return invalid(*problemf("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'embeds' field cannot be used when using MessageFlags.IS_COMPONENTS_V2").at("embeds"))
	case next.isEmpty():
		return errEmpty
	case v2 && shownBytes(next.parts) > maxShownBytes:
		return wrong(500, 0, errServer.text).because("the text displays hold more than %d bytes", maxShownBytes)
	}
	*m = next
	return nil
}

// callbackResponse is what with_response=true asks for.
func (s *Server) callbackResponse(i *Interaction, m *message) object {
	s.mu.Lock()
	defer s.mu.Unlock()
	about := object{"id": i.id, "type": i.kind, "channel_id": i.channel.id}
	out := object{"interaction": about}
	if i.channel.guild != nil {
		about["guild_id"] = i.channel.guild.id
	}
	if m != nil {
		about["response_message_id"] = m.id
		about["response_message_loading"] = m.has(flagLoading)
		about["response_message_ephemeral"] = m.has(flagEphemeral)
		kind := callbackMessage
		if i.answered == callbackEdit {
			kind = callbackEdit
		}
		if i.answered == callbackMessage || i.answered == callbackEdit || i.answered == callbackDefer {
			out["resource"] = object{"type": kind, "message": m.wire(s)}
		}
	}
	return out
}
