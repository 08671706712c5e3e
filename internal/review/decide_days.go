package review

import (
	"slices"
	"time"
)

// live gives the lines that know of every Revoke among them, and whether there is one.
func (o *Outcome) live(lines []int) (live []int, revoked bool) {
	var revokes []int
	for _, i := range lines {
		if o.lines[i].Decision == Revoke {
			revokes = append(revokes, i)
		}
	}
	for _, i := range lines {
		if !slices.ContainsFunc(revokes, func(r int) bool { return !o.knows(i, r) }) {
			live = append(live, i)
		}
	}
	return live, len(revokes) > 0
}

// expires is the last day of an approval that the counted lines make.
//
// Without a word about it, that is need.Days after the last of them. A day comes from the
// counted lines, and from each Expire that the first of them does not know of. A later
// Expire replaces the days that it knows of; where branches disagree, the earliest day
// counts. Only the role safeguarding sets a day later than need.Days.
func (o *Outcome) expires(counted, live []int, since time.Time, need Need) Day {
	first := slices.MinFunc(counted, func(i, j int) int { return o.place[i] - o.place[j] })
	var own Day
	if need.Days > 0 {
		own = DayOf(since.AddDate(0, 0, need.Days))
	}
	var said []int
	for _, i := range live {
		e := &o.lines[i]
		if e.Decision == Expire && !o.knows(first, i) || e.Expires != "" && slices.Contains(counted, i) {
			said = append(said, i)
		}
	}
	var earliest Day
	for _, i := range said {
		if slices.ContainsFunc(said, func(j int) bool { return o.lines[j].Decision == Expire && o.knows(j, i) }) {
			continue
		}
		day := o.lines[i].Expires
		if own != "" && day > own && o.lines[i].Role != Safeguarding {
			day = own
		}
		if earliest == "" || day < earliest {
			earliest = day
		}
	}
	if earliest == "" {
		return own
	}
	return earliest
}

// knows reports whether line i was written by somebody who saw line of: whether of is on a
// way from i back to Origin.
func (o *Outcome) knows(i, of int) bool {
	seen := map[int]bool{}
	for todo := []int{i}; len(todo) > 0; {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, p := range o.lines[next].parents {
			if p == of {
				return true
			}
			// Ways get shorter backwards: below of there is nothing to find.
			if !seen[p] && o.lines[p].depth > o.lines[of].depth {
				seen[p] = true
				todo = append(todo, p)
			}
		}
	}
	return false
}
