package text

// UTF16Len is the length of s in UTF-16 code units, the unit in which Telegram
// counts (https://core.telegram.org/api/entities#entity-length). Discord does not
// say how it counts; this is never less than its code points.
func UTF16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
