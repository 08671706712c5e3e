package text

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// lookAlikes gives the Latin letter that another letter looks like.
var lookAlikes = sync.OnceValue(func() map[rune]byte {
	all := map[rune]byte{}
	for line := range strings.Lines(lookAlikeLines) {
		letter, others, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		for _, r := range others {
			all[r] = letter[0]
		}
	}
	return all
})

// unmask puts Latin letters for those that look like them. whole says whether
// every letter of the word is Latin then.
func unmask(word string) (plain string, whole bool) {
	table := lookAlikes()
	out := make([]byte, 0, len(word))
	whole = true
	for _, r := range word {
		switch c, ok := table[r]; {
		case ok:
			out = append(out, c)
		default:
			whole = whole && r < utf8.RuneSelf
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out), whole
}

// lookAlikeLines hold a Latin letter and the letters that look like it, after
// compatibility folding and lower case: Unicode's confusables for UTS #39
// (https://www.unicode.org/Public/security/, Copyright Unicode, Inc., Unicode
// License V3) that stand for one letter a to z, small capitals, and letters with
// a stroke.
const lookAlikeLines = `
a ɑαаᗅᴀꓮꭺ𐊠𖽀
b ƅʙβвᏼᖯᗷꓐꞵꮟ𐊂𐊡𐌁
c ςсᴄⲥꓚꮯ𐊢𐌂𐐽𐔜
d đԁᑯᗞᗪᴅꓒꓓꭰꮷ
e əɛεеєҽᴇⴹꓰꬲꭼ𐊆𑣆𑣎
f ϝғքᖴẝꓝꜰꞙꬵ𐊇𐊥𐔥𑣂
g ƍɡɢԍցᏻᶃꓖꮐ
h ħʜнһհᕼⲏꓧꮋꮒ𐋏
i ıɩɪιіӏꙇꭵ𑣃
j ʝϳјᒍᴊꓙꭻ
k κкᛕᴋⲕꓗꮶ𐔘
l łǀʟߊᒪᛁⲓⳑⵏꓡꓲꮮ𐊊𐌉𐑃𐔦𑣒𖼖𖼨
m ϻмᗰᛖᴍⲙꓟꮇ𐊰𐌑
n ɴηνոռⲛꓠ𐔓
o øοσоօჿዐᴏᴑⲟⵔꓳꬽ𐊒𐊫𐐬𐓪𐔖𑣈𑣕𑣗
p ρрᑭᴘⲣꓑꮲ𐊕
q ԛգզⵕ
r ʀᖇᴦⲅꓣꭇꭈꭱꮁꮢ𐓜𖼵
s ƽѕտꓢꜱꮥꮪ𐊖𐑈𑣁𖼺
t ŧτтᴛⲧꓔꭲ𐊗𐊱𐌕𖼊
u ʋμυսሀᑌᴜꓴꞟꭎꭒ𐓶𑣘𖽂
v ѵᐯᴠⴸꓦꛟꮩ𐔝𑜆𑣀𖼈
w ɯωѡԝաᴡꓪꮃꮤ𑜊𑜎𑜏
x χхᕁᕽᚷⲭⵝꓫꭓ𐊐𐊴𐌗𐔧
y ɣʏγуүყᶌỿⲩꓬꭚꭹꮍ𐊲𑣜𖽃
z ζᴢꓜꮓ𑣄𑣉
`
