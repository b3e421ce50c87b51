package word

import "strings"

// silentWords say nothing in any of the three languages, since tickets quote each other's; they are folded. None is here
// that names a thing in one of the others.
const silentWords = `
il lo la gli le un uno una ed di del dello della dei degli delle da dal dallo dalla dai dagli dalle in nel nello nella nei negli
nelle su sul sullo sulla sui sugli sulle con col per tra fra ma che chi cui non piu anche ne se si ci vi mi ti al allo alla ai agli
alle io tu lui lei noi voi loro mio mia miei mie suo sua suoi sue nostro nostra nostri nostre questo questa questi queste quello
quella quelli quelle sono sei siamo siete era erano stato stata stati state essere ho hai ha abbiamo avete hanno aveva avevo avere
come quando dove perche quindi poi gia ancora sempre molto tutto tutti tutte buongiorno buonasera salve grazie cordiali saluti
gentile gentili cortesemente

el los las unos unas de en por para sin sobre entre pero que quien cual no mas tambien me te nos les sus mis tus yo ella nosotros
ustedes ellos ellas esto este esta estos estas eso ese esa esos esas aquel es son soy eran fue ser estar estoy he hay han habia
tener tengo tiene cuando donde porque ya aun siempre muy todo todos todas hola buenos buenas dias tardes saludos estimado estimada
estimados gracias

the an and or but of to on at by for from with without as is are was were be been being am do does did have has had this that these
those it its we us our you your him his she her they them their my not so if then than where which who what why how there here can
could would should will shall may might must too very just also hello hi dear thanks thank please regards kind`

// silence is the set of silentWords.
func silence() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(silentWords) {
		set[word] = true
	}
	return set
}

// saysNothing reports whether a folded word is silent; a lone letter is, too, a digit is not.
func (r Reader) saysNothing(word string) bool {
	return word == "" || len(word) == 1 && (word[0] < '0' || word[0] > '9') || r.silent[word]
}
