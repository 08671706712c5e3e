package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// plotSizes are the numbers of asks, plotMessages how many messages are timed at
// each.
var plotSizes = []int{200, 1000, 4000, 10000, 40000}

const plotMessages = 500

// curve is the times of one engine by the number of asks, in microseconds.
type curve struct {
	name        string
	median, p99 []float64
}

// writePlot times the engines on made-up corpora and draws the times.
func writePlot(path string, engines []engine) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	curves := make([]curve, len(engines))
	for n, e := range engines {
		curves[n].name = e.name
		for _, size := range plotSizes {
			times, err := timeAt(e, size)
			if err != nil {
				return err
			}
			curves[n].median = append(curves[n].median, micros(quantile(times, 0.5)))
			curves[n].p99 = append(curves[n].p99, micros(quantile(times, 0.99)))
		}
	}
	if err := os.WriteFile(path, []byte(draw(plotSizes, curves)), 0o644); err != nil {
		return fmt.Errorf("the plot %q cannot be written", path)
	}
	return nil
}

// timeAt gives the sorted times of messages against so many asks.
func timeAt(e engine, asks int) ([]time.Duration, error) {
	train, messages := corpus(asks, plotMessages)
	a, err := e.build(train, "en")
	if err != nil {
		return nil, err
	}
	defer a.close()
	items := make([]item, len(messages))
	for i, m := range messages {
		items[i].Text = m
	}
	runtime.GC() // what building left over is not the messages' cost
	return timed(a, items), nil
}

// The drawing in SVG units; both axes are logarithmic.
const (
	plotWidth, plotHeight          = 860, 520
	plotLeft, plotRight            = 90, 150
	plotTop, plotBottom            = 70, 70
	plotInnerWidth                 = plotWidth - plotLeft - plotRight
	plotInnerHeight                = plotHeight - plotTop - plotBottom
	axisFont, labelFont, titleFont = 14, 15, 18
	ink, faint, paper              = "#1f2933", "#d5dbe1", "#ffffff"

	plotFont = `font-family="DejaVu Sans, Helvetica, Arial, sans-serif"`
	halo     = `stroke="` + paper + `" stroke-width="4" paint-order="stroke"` // around words that cross a line
)

var plotColours = []string{"#0b6e4f", "#b3541e"}

// draw draws one curve for each engine: the median thick, with its values, the
// 99th percentile thin and dashed.
func draw(sizes []int, curves []curve) string {
	low, high := decades(curves)
	x := func(asks float64) float64 {
		return plotLeft + plotInnerWidth*logShare(asks, float64(sizes[0]), float64(sizes[len(sizes)-1]))
	}
	y := func(µs float64) float64 { return plotTop + plotInnerHeight*(1-logShare(µs, low, high)) }

	var b strings.Builder
	text := func(x, y float64, size int, anchor, colour, s string) {
		fmt.Fprintf(&b, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\" fill=\"%s\" %s>%s</text>\n",
			x, y, size, anchor, colour, halo, s)
	}
	line := func(x1, y1, x2, y2 float64, colour string) {
		fmt.Fprintf(&b, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n", x1, y1, x2, y2, colour)
	}
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%[1]d\" height=\"%[2]d\" %s>\n", plotWidth, plotHeight, plotFont)
	fmt.Fprintf(&b, "<rect width=\"100%%\" height=\"100%%\" fill=\"%s\"/>\n", paper)
	text(plotLeft, 30, titleFont, "start", ink, "Time per message against the number of asks, one core")
	text(plotLeft, 52, axisFont, "start", ink, "thick: median of "+fmt.Sprint(plotMessages)+" messages; dashed: 99th percentile")
	for µs := low; µs <= high*1.01; µs *= 10 {
		line(plotLeft, y(µs), plotWidth-plotRight, y(µs), faint)
		text(plotLeft-10, y(µs)+5, axisFont, "end", ink, duration(µs))
	}
	for _, n := range sizes {
		at := x(float64(n))
		line(at, plotTop, at, plotHeight-plotBottom, faint)
		text(at, plotHeight-plotBottom+22, axisFont, "middle", ink, thousands(n))
	}
	text(plotLeft+plotInnerWidth/2, plotHeight-18, labelFont, "middle", ink, "asks in the index (logarithmic)")
	fmt.Fprintf(&b, "<text transform=\"translate(22 %d) rotate(-90)\" font-size=\"%d\" text-anchor=\"middle\" fill=\"%s\">time per message (logarithmic)</text>\n",
		plotTop+plotInnerHeight/2, labelFont, ink)
	last := len(sizes) - 1
	for i, c := range curves {
		colour := plotColours[i%len(plotColours)]
		fmt.Fprintf(&b, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"3\"/>\n", points(sizes, c.median, x, y), colour)
		fmt.Fprintf(&b, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>\n", points(sizes, c.p99, x, y), colour)
		for k, n := range sizes {
			fmt.Fprintf(&b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n", x(float64(n)), y(c.median[k]), colour)
			anchor := "middle"
			switch k {
			case 0:
				anchor = "start" // clear of the axis
			case last:
				anchor = "end"
			}
			text(x(float64(n)), y(c.median[k])-14, axisFont, anchor, colour, duration(c.median[k]))
		}
		text(plotWidth-plotRight+14, y(c.median[last])+5, labelFont, "start", colour, c.name)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// decades are the powers of ten below and above all times.
func decades(curves []curve) (low, high float64) {
	low, high = math.Inf(1), 0
	for _, c := range curves {
		for _, v := range slices.Concat(c.median, c.p99) {
			low, high = min(low, v), max(high, v)
		}
	}
	return math.Pow(10, math.Floor(math.Log10(low))), math.Pow(10, math.Ceil(math.Log10(high)))
}

// logShare is how far v is on the way from low to high on a logarithmic axis.
func logShare(v, low, high float64) float64 {
	return math.Log(v/low) / math.Log(high/low)
}

func points(sizes []int, values []float64, x, y func(float64) float64) string {
	var s []string
	for i, v := range values {
		s = append(s, fmt.Sprintf("%.1f,%.1f", x(float64(sizes[i])), y(v)))
	}
	return strings.Join(s, " ")
}

// duration writes microseconds for people.
func duration(µs float64) string {
	if µs < 1000 {
		return fmt.Sprintf("%.0f µs", µs)
	}
	return fmt.Sprintf("%.3g ms", µs/1000)
}

// thousands parts a number of five digits and more with a thin space.
func thousands(n int) string {
	if n < 10000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d\u2009%03d", n/1000, n%1000)
}
