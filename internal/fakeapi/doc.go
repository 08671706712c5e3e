// Package fakeapi is what the fakes of platforms share: what they remember of a bot, the
// faults that a test asks for, answers that go wrong on the way, waiting for what a bot
// does, and a clock that a test moves. It knows no platform: what a request means, and
// which faults there are, is each fake's own.
package fakeapi
