package match

// language is what tells a language beside a Vocabulary. Words count in every
// form of spelling that text.Normal leaves, so accents are for readers only.
type language struct {
	name    string
	words   string // small words, and what parents write about: child, school, help
	letters string // letters and signs that it has and English has not
	endings string // of words
	parts   string // letters side by side that English or Spanish seldom have
}

// languages are languages that are taken for English or Spanish because they
// share words with them, and what the vocabularies of those two leave out as it
// says nothing about a question. A word of several languages counts for each, so
// it never decides between them. The lists are written for this project; a word
// belongs here when its language uses it all the time or parents need it.
var languages = []language{
	{
		name: "en",
		// Common words that Spanish could have by their letters, chat spelling, and slips of the commonest words.
		words: `met had man may ten hat any war are men car day cap sun son time times home house came come comes said old older year years yr yrs yo day days today man men girl girls boy boys
			boyfriend girlfriend name names call called calls game games one two three four five six seven eight nine ten hour hours minute
			minutes line like likes liked life date dating use used uses using able place made make makes take takes took gave give
			gives age aged use online friend friends kid kids child children son sons daughter daughters school parent parents
			phone photos pictures send sends sent seen see sees saw talk talks talked texting texts text told ask asks asked help
			please thanks thank hello hi hey bye sorry safe police guy guys money bedroom room night tonight tomorrow yesterday
			idk rn bc cuz coz tho tbh ur r y'all yall plz thx gimme lemme dunno aint shouldnt wouldnt couldnt youve theyve weve
			whos wheres hows dnt cnt wat wut wot da dat dis gud nite luv ppl sumone sum1 som1 some1 smth sth abt becuz becouse
			dauther daugther dauhter doughter dautgher frend freind freinds scool shcool skool hlp halp plese pleas somthing
			teh adn thier recieved beleive wich wierd pls hepl mah`,
		endings: "edly ings ment ments",
		parts:   "th sh gh ck wh oo ee",
	},
	{
		name: "es",
		// Words that the vocabulary leaves out, chat spelling, and words written by ear.
		words: `por ser mes mia mío era una uno día nos dar sur favor socorro hoy ayer mañana noche iba iban veo fui fuimos doy dio di mal peor mejor qe ke xq pq xk porq tmb tbn tb bn dnd cmo
			porfa xfa xfavor wey güey mijo mija hijos hijas niños niñas escuela colegio casa ayuda ayúdame ayúdenme auxilio socorro hola gracias buenas
			buenos días tardes noches señor señora años año edad foto fotos mensaje mensajes celular teléfono amigo amiga amigos
			policía dinero hombre mujer chico chica chicos chicas muchacho muchacha papá mamá padre madre padres
			habla hablar hablando platica manda mandó mandan mandar envió pide piden pidió dicen digo dime quieren quería hacerle
			decirle haciendo pasa pasó pasando llega llegó llegar salió sale vino viene vive sigue conoció conoce encontré encontró
			bloquear denunciar cuarto encierra llora lloraba anoche ahorita todavía tampoco alguno además cualquier cualquiera
			ija ijo ijas ijos ermana ermano ola asta aora orita aser ase iso asiendo kiere kiero kieren kien kienes kisas aki ai ablar
			abla ablando ablo avla avlar ayi alla alluda ayudenme nesesito nesecito nececito necesitan desaparesio esta estava
			tava toy ta tan pa na nomas komo kon kual kuando muxo mucho grasias nadien haiga vamonos conose conosio dise
			disen desir boi voi ba ban bamos ver aver haber hiva iva abeces aveces sierto siempre anos nino nina ninos ninas
			migo conmigo contigo consigo nadie vez veces señores dejen deja dejo está`,
		endings: "ción mos aste iste ieron ándo cito cita ería ísimo rme rte rse rlo rla rles",
	},
	{
		name: "pt",
		words: `a o as os um uma uns umas e é de do da dos das em no na nos nas num numa ao aos às por pelo pela para pra pro com sem que
			não nao sim mas mais muito muita muitos bem só também tb já ainda agora hoje ontem amanhã aqui ali lá onde quando como
			porque pq vc vcs você vocês eu ele ela eles elas nós me te se lhe seu sua seus suas meu minha meus minhas nosso
			nossa isso isto este esta esse essa aquele aquela quem qual é foi era são ser estar está estão estou tá to tava tem têm
			tenho ter tinha vai vou vão fazer faz fez feito fazendo pode posso quer quero querem sei sabe saber falar fala falando falou
			disse dizer dizendo preciso precisa ajuda ajudar socorro filho filha filhos filhas menino menina criança crianças garoto
			garota mãe mae pai pais avó irmão irmã amigo amiga escola casa celular telefone homem mulher gente pessoa alguém ninguém
			nada tudo coisa coisas anos ano dia dias noite obrigado obrigada olá oi bom boa tarde por favor dele dela deles neste nessa
			até sobre entre depois antes desde conversando conversa estranho desconhecido mandar mandou mandando enviou pediu dinheiro
			fotos rede nudes sumiu desapareceu voltou voltar chegou quarto ligar jogo jogos acho então pedindo`,
		letters: "ãõçâêôáéíóúà",
		endings: "ção ções mente ando endo indo aram eram inho inha dade ável ões ais eu ou",
		parts:   "lh nh",
	},
	{
		name: "fr",
		words: `le la les un une des du de au aux à et ou où mais donc or ni car que qui quoi dont quand comment pourquoi combien je 
			tu il elle on nous vous ils elles me te se lui leur leurs y en moi toi mon ma mes ton ta tes son sa ses notre nos votre
			vos ce cet cette ces ça ca est es suis sont était été être ai as a avons avez ont avoir avait fait faire fais peut peux
			pouvez veut veux sais sait dit dire va vais vont aller pas ne plus très tres trop bien si oui non merci bonjour salut bonsoir
			svp stp avec sans pour par dans sur sous chez vers entre depuis avant après apres pendant encore toujours jamais rien tout tous
			toute toutes aussi même fille fils enfant enfants garçon garcon ado mère père pere ami amie amis homme femme quelqu quelqu'un inconnu école
			ecole maison téléphone ordinateur photos argent aide aidez aider police parler parle parlé discute qu quel quelle est-ce qu'il
			j'ai c'est n'est d'un d'une l'école jai cest nest quil quelle ans an jour jours nuit soir hier demain aujourd'hui maintenant
			disparu disparue peur quelquun envoyé envoie demande jeu jeux en ligne`,
		letters: "éèêëàâçîïôûùœ",
		endings: "ment tion eux euse ait aient ez ois elle ette age eur",
		parts:   "eau oux eil aill ph",
	},
	{
		name: "it",
		words: `il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai da dal dalla in nel nella con su sul sulla per
			tra fra e ed o ma se che chi cui non no si sì come quando dove perché perche cosa quanto io tu lui lei noi voi loro mi ti ci vi
			ne mio mia miei mie tuo tua suo sua suoi nostro nostra questo questa quello quella è sono sei era ho hai ha abbiamo hanno avere
			essere fare fa faccio fatto può posso puo vuole voglio so sa sta sto stanno va vado più piu molto anche ancora già gia ora oggi
			ieri domani qui qua sempre mai niente tutto tutti bene grazie ciao buongiorno salve aiuto aiutatemi aiutare figlio figlia figli
			bambino bambina bambini ragazzo ragazza madre padre mamma amico amica scuola casa telefono uomo donna qualcuno nessuno
			sconosciuto foto soldi polizia parla parlare parlando detto dice dire anni anno giorno notte sera chiede manda mandato paura
			devo dobbiamo quindi però pero dopo prima senza gioco giochi online suo`,
		letters: "àèéìòù",
		endings: "zione zioni mente ando endo ato ata ati ate uto uta iamo ggio ezza ino ina etto etta ità",
		parts:   "gli gn zz cch ggi",
	},
	{
		name: "ca",
		words: `el la els les un una uns unes de del dels al als i o però pero que què qui com quan on per perquè perque amb sense en entre
			no sí si més mes molt molta bé també ja ara avui ahir demà aquí allà sempre mai res tot tots tota jo tu ell ella nosaltres
			vosaltres ells em et es ens us li ho hi meu meva meus meves teu teva seu seva aquest aquesta aquell això aixo és
			són era estar està estic ser sóc soc he has ha hem han tinc té te tenir vull vol puc pot fer fa faig dir diu sé sap parlar parla
			parlant fill filla fills nen nena nens noi noia mare pare amic amiga escola casa mòbil telèfon home dona algú ningú desconegut
			fotos diners ajuda ajudeu gràcies gracies hola adéu bon dia any anys nit tarda dels pels cap gens doncs`,
		letters: "àèéíòóúïç·",
		endings: "ció cions ment itat ant ent eix",
		parts:   "ny tx",
	},
	{
		name: "de",
		words: `der die das den dem des ein eine einen einem einer eines und oder aber denn weil dass wenn ob als wie was wer wo warum wann ich
			du er sie es wir ihr mich dich sich uns euch mir dir ihm ihn mein meine meinen meiner meinem dein deine sein seine ihre ihren unser
			ist bin bist sind seid war waren wird werden wurde hat habe haben hatte kann können muss soll sollte will wollen darf mag nicht kein
			keine nichts noch schon auch nur sehr mehr immer nie jetzt heute gestern morgen hier da dort mit ohne für fur von vom zu zum zur
			bei in im an am auf aus nach vor über unter durch gegen um so ja nein danke bitte hallo hilfe helfen sohn tochter kind kinder
			mädchen junge mutter vater eltern freund freundin schule haus handy geld fotos bilder mann frau jemand niemand fremder polizei
			redet spricht sprechen schreibt macht machen tun sagt sagen weiß weiss jahre alt tag nacht angst verschwunden man`,
		letters: "äöüß",
		endings: "ung keit heit lich isch chen ieren",
		parts:   "sch tz ck ei",
	},
	{
		name: "nl",
		words: `de het een en of maar want dat die dit deze wat wie waar hoe waarom wanneer ik jij je u hij zij ze wij we jullie mij me mijn jouw
			zijn haar hun ons onze is ben bent was waren wordt worden heeft heb hebben had kan kunnen moet moeten wil willen mag niet geen niets
			nog al ook alleen heel meer altijd nooit nu vandaag gisteren morgen hier daar met zonder voor van naar bij in op aan uit over onder
			door tegen om te zo ja nee bedankt hallo help hulp zoon dochter kind kinderen meisje jongen moeder vader ouders vriend vriendin
			school huis telefoon geld foto's man vrouw iemand niemand vreemde praat praten stuurt doet doen zegt zeggen weet jaar dag nacht bang`,
		endings: "heid lijk tje jes",
		parts:   "oo ee aa ij uu sch",
	},
	{
		name: "ht",
		words: `mwen ou li nou yo se pa te ap pral ka kapab gen genyen fè fe di ki kisa kijan kote poukisa kilè ak avèk avek nan sou pou san
			nan a la an yon sa sila tout anpil plis toujou jamè kounye jodi yè demen isit la wi non mèsi mesi bonjou bonswa tanpri souple èd ede
			pitit gason fi tifi timoun manman papa zanmi lekòl lekol kay telefòn lajan foto moun msye madanm etranje lapolis pale palè voye
			konnen vle bezwen ale vini soti rele jwenn pèdi disparèt ane jou lannwit pè mande paske men oswa menm epi te konn gad`,
		letters: "èòà",
		endings: "syon man",
		parts:   "wen kap zw",
	},
	{
		name: "tl",
		words: `ang ng mga sa na ay at pero kasi dahil kung kapag para ito iyan yan yun iyon dito diyan doon ako ko akin ikaw ka mo iyo siya
			niya kanya kami namin tayo natin kayo ninyo sila nila hindi di wala walang may mayroon meron oo opo po ho ano sino saan kailan
			bakit paano magkano lang din rin naman pa ba nga daw raw sana anak bata babae lalaki nanay tatay kaibigan eskwela bahay telepono
			pera litrato tao pulis tulong tulungan salamat kumusta magandang gabi araw umaga taon kanina kahapon bukas ngayon gusto alam
			sabi usap kausap nagpadala umuwi nawawala takot isang kong kang aking yung nyo sya nya`,
		endings: "ang nang",
		parts:   "ng nag mag pag",
	},
	{
		name: "vi",
		words: `toi tôi ban em anh chi chị ong ba con cua của la là va và co có khong không ko duoc được cho voi với trong ngoai ngoài tren trên
			nay này do đó day đây gi gì ai dau đâu nao nào sao khi nhu như nhung nhưng vi vì neu nếu thi thì ma mà da đã dang đang se sẽ roi
			rồi chua chưa rat rất qua quá nha nhà truong trường be bé gai gái trai me mẹ bo bố cha ban bạn nguoi người la lạ dien điện thoai
			thoại tien tiền hinh hình anh ảnh giup giúp cam cảm on ơn chao chào xin tuoi tuổi ngay ngày dem đêm so sợ biet biết muon muốn noi
			nói lam làm di đi ve về mat mất tich tích mot một hai nam năm cach cách`,
		letters: "đăơưạảấầẩậắằẳặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹâêô",
		parts:   "ng nh th kh tr",
	},
	{
		name: "pl",
		words: `i w z na do że ze nie to się sie jest są sa był byla być jak co kto gdzie kiedy dlaczego ja ty on ona my wy oni mnie mi ci mu jej go
			ich mój moj moja moje moim swoje jego ten ta te tego ale albo czy bo po od za przez przy dla bez już juz jeszcze tylko bardzo
			dziś dzis wczoraj jutro tu tam syn syna córka corka córki dziecko dzieci matka ojciec szkoła szkoly dom domu telefon pieniądze
			zdjęcia ktoś ktos obcy obcym rozmawia mówi wie może moze chce mam ma mamy proszę prosze dziękuję dziekuje pomoc pomocy cześć`,
		letters: "ąćęłńśźżó",
		endings: "ego emu ych ymi ami",
		parts:   "sz cz rz dz",
	},
	{
		name: "ro",
		words: `și si în in la de pe cu din pentru că ca nu este sunt era fi am ai a are avem au ce cine unde când cand cum eu tu el ea noi voi
			ei mă ma te se îmi imi îi ii lui ei meu mea mei mele sau dar mai foarte acum azi ieri mâine aici acolo fiul fiica fetița copil
			copilul copii mama tata prieten școală scoala casă telefon bani poze om cineva necunoscut vorbește vorbeste spune știu stiu vrea pot
			poate ajutor mulțumesc multumesc bună buna un o al ale unei unui fără fara`,
		letters: "ăâîșțşţ",
		endings: "ului ilor esc este ește",
	},
	{
		name: "id",
		words: `yang dan di ke dari untuk dengan tidak tak ini itu ada adalah saya aku kamu dia kami kita mereka apa siapa mana kapan kenapa
			bagaimana bisa akan sudah belum juga tapi karena kalau anak perempuan lelaki putri ibu ayah teman sekolah rumah uang orang tolong
			bantu terima kasih halo selamat pagi malam hari tahun hp bicara asing kirim takut saja lagi nya dong banget gak nggak`,
		endings: "nya kan",
		parts:   "ng ny",
	},
	{
		name: "hi",
		words: `mera meri mere mujhe main mai hum aap tum woh wo yeh ye hai hain tha thi ho raha rahi rahe hu hoon ka ki ke ko se mein me par aur ya
			kya kyu kyun kaise kab kahan kaun nahi nahin na bhi toh to ab aaj kal beta beti bachcha bachche ladka ladki maa papa dost school
			ghar paisa paise koi kuch baat karta karti karo karna kar madad chahiye shukriya namaste ji haan nhi `,
		parts: "aa ee bh kh dh",
	},
	{
		name: "sw",
		words: `na ya wa za la kwa ni si hii huyu hiyo yangu wangu yake wake mimi wewe yeye sisi nini nani wapi lini kwa nini mtoto watoto binti
			kijana mama baba rafiki shule nyumba simu pesa mtu msaada nisaidie asante habari jambo tafadhali leo jana kesho anaongea anataka`,
	},
}

// sayNothing are words that people write in every language: names of apps and
// machines, and the chat words that travel.
const sayNothing = `ok okay oki lol lmao omg wtf wth wow xd haha hahaha jaja jajaja jeje hehe hm hmm mmm eh ah oh uh
	internet web wifi online chat app apps link email mail gmail google video videos audio pc pin dm dms emoji emojis meme memes gif
	roblox minecraft fortnite discord snapchat snap instagram insta ig tiktok tik tok whatsapp wasap wsp youtube yt facebook fb messenger
	twitter telegram twitch kik omegle reddit steam xbox playstation ps4 ps5 nintendo switch iphone ipad android netflix spotify
	tinder grindr onlyfans pinterest bereal signal skype zoom facetime chatgpt gpt ai robux vbucks royale sims gta valorant pokemon
	grooming groomer sexting sextortion bullying cyberbullying nudes nude pack sex sexual porno porn hentai deepfake
	streaming stream streamer live gamer gaming influencer youtuber tiktoker hacker hack spam bot bots vpn ip
	follower followers selfie selfies post posts story stories ghosting crush tablet virus`

// spanishNever are letters that Spanish words do not have inside, at the start
// and at the end, one or two of them. An English word that has none of them may
// be Spanish too, and a Spanish one that has them is a name or borrowed. Of the
// general vocabularies of room text 59 % of the English words have them and 0.3 %
// of the Spanish ones ("deshacer", "cooperar"; 2026-11-22).
const (
	spanishNeverInside = "w k th sh ph gh ck oo bb dd ff gg mm pp ss tt zz"
	spanishNeverStart  = "sc sl sm sn sp sq st hy"
	spanishNeverEnd    = "b c f g h k m p q t v w ll ng nd rd ld by cy dy fy gy hy ly my ny py ry sy ty vy zy ed"
)
