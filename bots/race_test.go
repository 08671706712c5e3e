//go:build race

package bots_test

const raceEnabled = true
