// Package ops is what the operator sees: the event log, the metrics, and the
// pages /healthz, /readyz and /metrics.
//
// Nothing of a person is ever in any of them. It is kept so by construction, not
// by care:
//
//   - A log line is a code from [Events] and at most the attributes that [Attrs]
//     lists, each with a value from a fixed list or shape, and the minute. What is
//     anything else is dropped and counted, whoever logs it.
//   - A metric's labels have fixed sets of values; any other value is counted as
//     "other". Nothing is counted by node, chat or word.
//   - A readiness reason is one of the sentences in readiness.go.
//
// A code, an attribute or a label that is added here changes the data inventory
// of the project and belongs into the same commit.
//
// The package is a leaf: it imports nothing of ours.
package ops
