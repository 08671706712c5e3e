package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// corpus makes n examples, eight a topic, and messages in the same words, for
// measuring time. Words are as unevenly common as words are (Zipf), half of them
// English function words; each topic has four words of its own. The same n gives
// the same corpus.
func corpus(n, messages int) (train []item, asked []string) {
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.1, 3, uint64(min(400+n/3, 6000)))
	function := strings.Fields(functionWords)
	own := make([][4]string, (n+7)/8)
	for t := range own {
		for k := range own[t] {
			own[t][k] = madeWord(int(zipf.Uint64()))
		}
	}
	sentence := func(topic, words int) string {
		var s []string
		for range words {
			switch d := r.IntN(10); {
			case d < 5:
				s = append(s, function[int(float64(len(function))*r.Float64()*r.Float64())])
			case d < 8:
				s = append(s, own[topic][r.IntN(4)])
			default:
				s = append(s, madeWord(int(zipf.Uint64())))
			}
		}
		return strings.Join(s, " ")
	}
	for i := range n {
		train = append(train, item{sentence(i/8, 4+r.IntN(7)), fmt.Sprintf("topic-%d", i/8)})
	}
	for range messages {
		asked = append(asked, sentence(r.IntN(len(own)), 6+r.IntN(15)))
	}
	return train, asked
}

// madeWord makes the nth word out of syllables.
func madeWord(n int) string {
	syllables := strings.Fields("ba ke li mo nu ra se ti vo du fan gor hel pim zur chat")
	w := ""
	for n += 20; n > 0; n /= len(syllables) {
		w += syllables[n%len(syllables)]
	}
	return w
}

const functionWords = "i my the a to is and he she it on in of do how what can with for that her his me you they not have was at if from about when has be so who this are"
