package transcript

import "strings"

// Diff shows how two texts differ, line by line: lines of want that are gone
// start with "- ", lines of got that came start with "+ ", with a few lines that
// stayed around them. Equal texts give "".
func Diff(want, got string) string {
	if want == got {
		return ""
	}
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	// Length of the longest common subsequence of a[i:] and b[j:]; transcripts are
	// short, so the square table is small.
	lcs := make([][]int32, len(a)+1)
	for i := range lcs {
		lcs[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lcs[i][j] = lcs[i+1][j+1] + 1
			} else {
				lcs[i][j] = max(lcs[i+1][j], lcs[i][j+1])
			}
		}
	}
	var lines []string
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			lines = append(lines, "  "+a[i])
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || lcs[i+1][j] >= lcs[i][j+1]):
			lines = append(lines, "- "+a[i])
			i++
		default:
			lines = append(lines, "+ "+b[j])
			j++
		}
	}
	return around(lines)
}

// around keeps changed lines and two lines on each side.
func around(lines []string) string {
	const context = 2
	var out strings.Builder
	skipped := false
	for i, line := range lines {
		near := false
		for k := max(0, i-context); k <= min(len(lines)-1, i+context); k++ {
			near = near || lines[k][0] != ' '
		}
		if !near {
			skipped = true
			continue
		}
		if skipped {
			out.WriteString("  …\n")
			skipped = false
		}
		out.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return out.String()
}
