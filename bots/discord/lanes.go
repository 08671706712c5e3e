package discord

import "sync"

// lanes take what a person does one after the other, in the order in which it came,
// and different people side by side. The zero value is ready.
type lanes struct {
	mu   sync.Mutex
	open map[string][]func() // what waits; a person is in it while something runs
	wg   sync.WaitGroup
}

// do runs f when what the person did before is done. It does not wait.
func (l *lanes) do(person string, f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if waiting, running := l.open[person]; running {
		l.open[person] = append(waiting, f)
		return
	}
	if l.open == nil {
		l.open = map[string][]func(){}
	}
	l.open[person] = nil
	l.wg.Go(func() { l.run(person, f) }) // ends when nothing waits
}

func (l *lanes) run(person string, f func()) {
	for f != nil {
		f()
		f = l.next(person)
	}
}

func (l *lanes) next(person string) (f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting := l.open[person]
	if len(waiting) == 0 {
		delete(l.open, person)
		return nil
	}
	l.open[person] = waiting[1:]
	return waiting[0]
}

// wait returns when nothing runs.
func (l *lanes) wait() { l.wg.Wait() }
