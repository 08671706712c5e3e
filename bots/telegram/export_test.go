package telegram

import "time"

// SetConflictPatience changes how long conflicts last before they are reported, and
// gives what undoes it. No bot may run meanwhile.
func SetConflictPatience(d time.Duration) (undo func()) {
	before := conflictPatience
	conflictPatience = d
	return func() { conflictPatience = before }
}
