package diag

// Nearest gives the candidate closest to word, for "did you mean", or "" when
// none is close: at most a third of the letters, rounded up, may differ, never more
// than three. Ties go to the earlier candidate.
func Nearest(word string, candidates []string) string {
	limit := min(3, (len(word)+2)/3)
	best, bestDist := "", limit+1
	for _, c := range candidates {
		if d := distance(word, c, bestDist-1); d < bestDist {
			best, bestDist = c, d
		}
	}
	return best
}

// distance is the Levenshtein distance in bytes; anything over limit is
// reported as limit+1.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], limit+1)
}
