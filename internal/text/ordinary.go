package text

import (
	"strings"
	"sync"
)

// OrdinaryIn names the language whose general vocabulary has a normalised word:
// "en", "es", or "" for neither. The English one also holds what Spanish writes
// alike ("final", "hotel"); the Spanish one holds no word of English.
func OrdinaryIn(word string) (language string) {
	id, _ := ordinary().find(word)
	switch {
	case id < 0:
		return ""
	case int(id) < englishCount():
		return "en"
	default:
		return "es"
	}
}

// englishCount is how many words of the general vocabulary are English: they
// have the first ids.
var englishCount = sync.OnceValue(func() int { return len(strings.Fields(englishWords)) })
