package match

// Pieces of words: every pieceLen letters side by side, the word's ends marked.
// They count a little toward what an id explains, so that a word helps that is
// another form of a known one, or a misspelt or compound one:
//
//	photos   _pho phot hoto otos tos_
//	photo    _pho phot hoto oto_
const (
	pieceLen   = 4
	shortWhole = 4  // shorter words have no pieces
	longWhole  = 24 // nor have longer ones
	wordEnd    = '_'
)

// appendPieces appends the pieces of a normalised word, each packed into a
// number.
func appendPieces(keys []uint32, word string) []uint32 {
	if len(word) < shortWhole || len(word) > longWhole {
		return keys
	}
	key := uint32(wordEnd)
	for i := range len(word) + 1 {
		c := byte(wordEnd)
		if i < len(word) {
			c = word[i]
		}
		key = key<<8 | uint32(c)
		if i+2 >= pieceLen {
			keys = append(keys, key)
		}
	}
	return keys
}
