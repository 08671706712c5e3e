package bots

import "sync"

// lanes keep the turns of one chat one after the other. The zero value is ready.
type lanes struct {
	mu   sync.Mutex
	open map[string]*lane
}

type lane struct {
	mu    sync.Mutex
	users int
}

// lock waits for the turns of a chat that came before.
func (l *lanes) lock(chat string) (unlock func()) {
	l.mu.Lock()
	if l.open == nil {
		l.open = map[string]*lane{}
	}
	one := l.open[chat]
	if one == nil {
		one = &lane{}
		l.open[chat] = one
	}
	one.users++
	l.mu.Unlock()
	one.mu.Lock()
	return func() {
		one.mu.Unlock()
		l.mu.Lock()
		if one.users--; one.users == 0 {
			delete(l.open, chat)
		}
		l.mu.Unlock()
	}
}
