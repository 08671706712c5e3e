package bots

// Pending is how many store operations are under way or hang.
func (h *Handler) Pending() int64 { return h.pending.Load() }

// Break makes every turn panic.
func (h *Handler) Break() { h.current.Store(&served{}) }
