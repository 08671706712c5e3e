package telegramtest

import "time"

// deletable is how long a message can be deleted.
const deletable = 48 * time.Hour

func (s *Server) deleteMessage(r *request) (any, *apiError) {
	return s.delete(r, []int64{r.number("message_id")}, true)
}

func (s *Server) deleteMessages(r *request) (any, *apiError) {
	list := r.values["message_ids"].([]any)
	ids := make([]int64, len(list))
	for i, v := range list {
		ids[i], _ = integer(v)
	}
	return s.delete(r, ids, false)
}

// delete takes messages away, all or none; unknown ones are an error only if they must
// be there.
func (s *Server) delete(r *request, ids []int64, must bool) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, e := s.reach(r)
	if e != nil {
		return nil, e
	}
	for _, id := range ids {
		m := c.find(id)
		switch {
		case m == nil && must && !s.opts.CountOnly:
			return nil, errDeleteUnknown
		case m == nil:
		case s.now().Sub(m.date) >= deletable, !m.fromBot && c.kind != "private":
			return nil, errDeleteRefused
		}
	}
	for _, id := range ids {
		c.remove(id)
	}
	s.mu.Touch()
	return true, nil
}
