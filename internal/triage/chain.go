package triage

// How a pattern is matched.
//
// Every group has its hits, in the order in which they start. A chain is matched
// from left to right, one list of hits at a time: of each hit of an element we
// ask whether some match of the elements before it ends near enough, and
// remember one. What survives the last element are the chain's matches.
//
//	message   my  daughter  left  an  hour  ago  and  her  phone  is  off
//	@child    [---------]
//	@left                   [--]
//	@off                                              [-------------]
//	chain     @child .. @left ... @off
//	alive      {my daughter} -> {left} -> {phone is off}
//
// The question is answered without looking at all pairs. For "..." the match
// before it that ends first is good for everything after it in its sentence: one
// candidate. For ".." and neighbours only matches that start a bounded number of
// tokens back can be near enough, and a token starts a handful of hits. So a
// chain costs time linear in the hits of its groups, however they repeat, and a
// message cannot make it blow up. The test holds a twin that does look at all
// pairs.

// alive is a hit that ends a match of the chain up to its element.
type alive struct {
	hit
	from  int32 // index in the list before, -1 for the first element
	begin int32 // first token of the whole match
}

// chainMatch is where the lists of one chain lie in scratch.alive.
type chainMatch struct {
	lists [][2]int32 // by element: from, to
}

// matchChain runs a chain over hits that are not blocked for mask. The result's
// last list holds its matches; it is empty when there is none.
func (s *scratch) matchChain(c chain, mask uint64) chainMatch {
	at := len(s.lists)
	for k, e := range c {
		from := int32(len(s.alive))
		if k == 0 {
			for _, h := range s.hits[e.group] {
				if mask == 0 || !s.blocked(h, mask) {
					s.alive = append(s.alive, alive{h, -1, h.start})
				}
			}
		} else {
			before := s.lists[len(s.lists)-1]
			s.follow(e, before[0], before[1], mask)
		}
		s.lists = append(s.lists, [2]int32{from, int32(len(s.alive))})
		if from == int32(len(s.alive)) {
			break
		}
	}
	return chainMatch{s.lists[at:len(s.lists):len(s.lists)]}
}

// follow appends the hits of e that can follow one of s.alive[from:to].
func (s *scratch) follow(e element, from, to int32, mask uint64) {
	next := from // the first match that starts at the hit or after it
	best := int32(-1)
	for _, h := range s.hits[e.group] {
		if mask != 0 && s.blocked(h, mask) {
			continue
		}
		for next < to && s.alive[next].start < h.start {
			a := &s.alive[next]
			if best < 0 || s.alive[best].sentence != a.sentence || a.end < s.alive[best].end {
				best = next
			}
			next++
		}
		if best < 0 || s.alive[best].sentence != h.sentence || s.alive[best].end > h.start {
			continue
		}
		found := best
		if e.gap != gapSentence {
			found = s.near(h, e, from, next)
		}
		if found >= 0 {
			s.alive = append(s.alive, alive{h, found, s.alive[found].begin})
		}
	}
}

// near looks back from next for a match that ends at most gap words before h.
func (s *scratch) near(h hit, e element, from, next int32) int32 {
	for k := next - 1; k >= from; k-- {
		a := &s.alive[k]
		if h.start-a.start > int32(e.gap)+2*maxHit || a.sentence != h.sentence {
			return -1
		}
		if a.end > h.start {
			continue
		}
		if h.start-a.end <= int32(e.gap) || h.start <= s.afterFillers(a.end, e.language) {
			return k
		}
	}
	return -1
}

// afterFillers is the first token from i that is no filler of a language; at
// most maxSkips are passed over.
func (s *scratch) afterFillers(i int32, language uint16) int32 {
	for n := 0; n < maxSkips && int(i) < len(s.filler) && s.filler[i]&language != 0; n++ {
		i++
	}
	return i
}

// last is the list of the chain's matches.
func (s *scratch) last(m chainMatch) []alive {
	l := m.lists[len(m.lists)-1]
	return s.alive[l[0]:l[1]]
}

// matchPattern reports whether a pattern holds among the hits not blocked for
// mask. With each set, it is called with every chain's matches that stand in a
// sentence where their whole part holds.
func (s *scratch) matchPattern(p *pattern, mask uint64, each func(m chainMatch, c chain, a alive)) bool {
	s.alive, s.lists = s.alive[:0], s.lists[:0]
	var store [8]chainMatch
	matches := store[:0]
	for _, pt := range p.parts {
		for _, c := range pt {
			m := s.matchChain(c, mask)
			if len(m.lists) < len(c) || len(s.last(m)) == 0 {
				return false
			}
			matches = append(matches, m)
		}
		if len(pt) > 1 && !s.together(matches[len(matches)-len(pt):]) {
			return false
		}
	}
	if each == nil {
		return true
	}
	for _, pt := range p.parts {
		all := matches[:len(pt)]
		matches = matches[len(pt):]
		if len(pt) > 1 {
			s.together(all)
		}
		for k, m := range all {
			for _, a := range s.last(m) {
				if len(pt) == 1 || s.marks[a.sentence] == s.mark+int64(len(pt)) {
					each(m, pt[k], a)
				}
			}
		}
	}
	return true
}

// together marks the sentences in which all the chains match and reports
// whether there is one. A sentence is marked mark+n when the first n chains
// match in it.
func (s *scratch) together(all []chainMatch) bool {
	s.mark += int64(len(all)) + 1
	whole := false
	for n, m := range all {
		whole = false
		for _, a := range s.last(m) {
			mark := s.marks[a.sentence]
			switch {
			case n == 0:
				s.marks[a.sentence] = s.mark + 1
				whole = true
			case mark == s.mark+int64(n):
				s.marks[a.sentence] = mark + 1
				whole = true
			case mark == s.mark+int64(n)+1:
				whole = true
			}
		}
		if !whole {
			return false
		}
	}
	return whole
}

// blocked reports whether a word of the hit is in the scope of one of the
// counters in mask.
func (s *scratch) blocked(h hit, mask uint64) bool {
	for _, b := range s.block[h.start:h.end] {
		if b&mask != 0 {
			return true
		}
	}
	return false
}
