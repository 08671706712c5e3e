package main

import (
	"math"
	"testing"
	"time"
)

func TestCell(t *testing.T) {
	for _, tt := range []struct {
		values []float64
		want   string
	}{
		{[]float64{81.25}, "81.2"},
		{[]float64{80, 82}, "81.0 ±1.4"},
		{[]float64{math.NaN()}, "-"},
		{[]float64{math.NaN(), math.NaN()}, "-"},
	} {
		if got := cell(tt.values, 1); got != tt.want {
			t.Errorf("%v is written %q, want %q", tt.values, got, tt.want)
		}
	}
}

func TestQuantile(t *testing.T) {
	var times []time.Duration
	for i := range 100 {
		times = append(times, time.Duration(i))
	}
	for q, want := range map[float64]time.Duration{0.5: 50, 0.99: 99, 1: 99} {
		if got := quantile(times, q); got != want {
			t.Errorf("quantile %v is %d, want %d", q, got, want)
		}
	}
}
