package discordtest

import "net/http"

// byToken is the interaction of a webhook path, answered and not expired. The caller
// holds mu.
func (s *Server) byToken(r *request) (*Interaction, *apiError) {
	i := s.interactions[r.PathValue("webhook_token")]
	switch {
	case r.PathValue("webhook_id") != s.opts.ApplicationID:
		return nil, errWebhook.because("%s is not the application's id", r.PathValue("webhook_id"))
	case i == nil:
		return nil, errWebhook.because("there is no interaction with this token")
	case i.expired():
		return nil, errToken
	case i.answered == 0:
		return nil, errWebhook.because("the interaction has no first answer")
	}
	return i, nil
}

// followup posts one more message. After a deferred answer it fills that in.
func (s *Server) followup(r *request) (int, any, *apiError) {
	if list := check(s.spec.followup, r.object()); list != nil {
		return 0, nil, invalid(list...)
	}
	var after func()
	wire, e := s.post(r, &after)
	if after != nil {
		after()
	}
	return http.StatusOK, wire, e
}

func (s *Server) post(r *request, after *func()) (object, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, e := s.byToken(r)
	if e != nil {
		return nil, e
	}
	c := r.content()
	if m := i.original; i.answered == callbackDefer && m != nil && !m.deleted && m.has(flagLoading) {
		if e := s.change(m, c); e != nil {
			return nil, e
		}
		*after = s.filled(m)
		return m.wire(s), nil
	}
	if i.channel.absent() && i.followups == maxGuestFollowups {
		return nil, errFollowups
	}
	m := i.message()
	m.kind = 0
	if i.original != nil {
		m.kind, m.replyTo = kindReply, i.original.id
	}
	if e := s.compose(m, c, flagEphemeral|flagSuppressEmbeds|flagSilent|flagComponentsV2); e != nil {
		return nil, e
	}
	i.followups++
	i.posts = append(i.posts, m)
	s.put(i.channel, m)
	*after = s.accepted(m)
	return m.wire(s), nil
}

// filled tells of a deferred message that has its content. The caller holds mu.
func (s *Server) filled(m *message) func() {
	s.mu.Touch()
	s.record.Accept(m.channel.id, s.now())
	return s.tell(s.opts.OnAccepted, m, "MESSAGE_UPDATE")
}

// A pick finds the message of a webhook path. It is called with mu held.
type pick func(i *Interaction, r *request) *message

func pickOriginal(i *Interaction, _ *request) *message { return i.original }

func pickFollowup(i *Interaction, r *request) *message {
	id := r.PathValue("message_id")
	for _, m := range append([]*message{i.original}, i.posts...) {
		if m != nil && m.id == id {
			return m
		}
	}
	return nil
}

// picked is the message, if it is still there. The caller holds mu.
func (s *Server) picked(r *request, which pick) (*message, *apiError) {
	i, e := s.byToken(r)
	if e != nil {
		return nil, e
	}
	if m := which(i, r); m != nil && !m.deleted {
		return m, nil
	}
	return nil, errMessage
}

func (s *Server) get(r *request, which pick) (int, any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, e := s.picked(r, which)
	if e != nil {
		return 0, nil, e
	}
	return http.StatusOK, m.wire(s), nil
}

func (s *Server) edit(r *request, which pick) (int, any, *apiError) {
	if list := check(s.spec.webEdit, r.object()); list != nil {
		return 0, nil, invalid(list...)
	}
	var after func()
	wire, e := s.rewrite(r, which, &after)
	if after != nil {
		after()
	}
	return http.StatusOK, wire, e
}

func (s *Server) rewrite(r *request, which pick, after *func()) (object, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, e := s.picked(r, which)
	if e != nil {
		return nil, e
	}
	deferred := m.has(flagLoading)
	if e := s.change(m, r.content()); e != nil {
		return nil, e
	}
	if deferred {
		*after = s.filled(m)
	} else {
		*after = s.editedBy(m)
	}
	return m.wire(s), nil
}

func (s *Server) drop(r *request, which pick) (int, any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, e := s.picked(r, which)
	if e != nil {
		return 0, nil, e
	}
	s.remove(m)
	return http.StatusNoContent, nil, nil
}

func (s *Server) getOriginal(r *request) (int, any, *apiError)    { return s.get(r, pickOriginal) }
func (s *Server) editOriginal(r *request) (int, any, *apiError)   { return s.edit(r, pickOriginal) }
func (s *Server) deleteOriginal(r *request) (int, any, *apiError) { return s.drop(r, pickOriginal) }
func (s *Server) getFollowup(r *request) (int, any, *apiError)    { return s.get(r, pickFollowup) }
func (s *Server) editFollowup(r *request) (int, any, *apiError)   { return s.edit(r, pickFollowup) }
func (s *Server) deleteFollowup(r *request) (int, any, *apiError) { return s.drop(r, pickFollowup) }
