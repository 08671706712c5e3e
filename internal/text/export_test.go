package text

// OrdinaryWords is the general vocabulary.
func OrdinaryWords() []string { return ordinary().words }
