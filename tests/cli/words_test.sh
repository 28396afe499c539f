# words: documents, dates, terms, claims, formats, and what is wrong with any of them.
. "$(dirname "$0")/expect.sh"
mkdir -p talks/deeper
printf 'The empire keeps its blockade. Revolution!\n' >talks/1960-one.txt
printf 'Blockades and empires; economic war and revolution.\n' >talks/1961-02-03-two.txt
printf 'date: 1962\n\nAn imperialist blockade, and REVOLUTIONS.\n' >talks/three.md
printf '<html><nav>blockade</nav><article><p>Peace and trade.</article>' >talks/deeper/1963-four.html
printf 'A blockade and a revolution, and revolution again.\r\n' >talks/1964-five.txt
printf 'The blockade\222s empire.\n' >talks/1965-six.txt
printf 'file,date\n' >talks/notes.csv
printf 'name: x\nnothing\n' >talks/seven.txt

run 0 words talks --terms 'blockade,"economic war",empire:imperial*'
is err "detente: left out talks/seven.txt: it has no date: neither in the manifest, nor in its name, nor in its first lines (date: 2026-02-01)"
narrow out
has out "6 documents, 1960 to 1965"
has out "Left out for want of a date: 1."
has out "empire                      4 of 6"
has out "counted: empire 2, empires 1, imperialist 1"
has out "longest silence 2 documents (1963 to 1964)"
has out "economic war: 1 of 5 documents before it use it, the last 1961-02-03;"
has out "blockade: 1 use"
cp out first
run 0 words talks/1960-one.txt talks/1961-02-03-two.txt talks/three.md talks/deeper \
    talks/1964-five.txt talks/1965-six.txt --terms 'blockade,"economic war",empire:imperial*'
empty err

run 0 words talks --without blockade,empire,revolution 
narrow out
has out "1 of 6 documents has none of blockade, empire and revolution"
has out "talks/deeper/1963-four.html (1963), 3 words: the first: all 3 documents"
has out "The last document, talks/1965-six.txt (1965), is not one of them."
run 0 words talks --without empire --since 1964
has out "talks/1964-five.txt (1964), 8 words: no document is before it"
run 0 words talks --without empire --document 1964
has out "talks/1964-five.txt (1964), is one of them."
has out "  So is the document before it."
run 0 words talks/1960-one.txt --without peace
has out "  No document is before it."

run 0 words talks --without empire --format markdown
is out "| date | document | words | empire | none of them |
|---|---|---:|---|---|
| 1962 | talks/three\\.md | 5 | 0 | yes |
| 1963 | talks/deeper/1963\\-four\\.html | 3 | 0 | yes |
| 1964 | talks/1964\\-five\\.txt | 8 | 0 | yes |"
run 0 words talks --terms =empire,revolution --format csv
is out "date,document,words,empire,revolution
1960,talks/1960-one.txt,6,1,1
1961-02-03,talks/1961-02-03-two.txt,7,0,1
1962,talks/three.md,5,0,1
1963,talks/deeper/1963-four.html,3,0,0
1964,talks/1964-five.txt,8,0,2
1965,talks/1965-six.txt,4,1,0"

printf '# groups\nempire: imperial*, imperium\n"economic war"\n' >groups.txt
run 0 words talks --terms @groups.txt --without empire --format json -o found.json
empty out
"$JSON_CHECK" words <found.json >said || fail "JSON: $(cat said)"
run 0 words talks --terms blockade,peace --format json
"$JSON_CHECK" words <out >said || fail "JSON: $(cat said)"
has found.json '"terms": ["empire"], "count": 2, "documents": [3, 4]'
printf 'file,date\n1960-one.txt,1999-12-31\n' >dates.csv
run 0 words talks --manifest dates.csv --terms peace
has out "6 documents, 1961-02-03 to 1999-12-31"
run 0 words talks --language none --terms empires
has out "1 of 6"

run 4 words nowhere
has err "cannot read nowhere: there is no such file"
run 2 words talks --format latex
run 2 words talks --terms a,,b
has err "--terms 'a,,b': expected a term between commas"
run 4 words talks --terms @nowhere
run 2 words talks --language klingon
run 2 words talks --since yesterday
run 2 words talks --document none

mkdir hollow
run 1 words hollow
has err "there is no document; in folders these are *.txt, *.md and *.html"

# What lies in a folder is not always a document: a pipe, links in a circle, a device.
mkdir odd
mkfifo odd/2001-pipe.txt
ln -s . odd/2002-round
ln -s 2003-self.txt odd/2003-self.txt
ln -s /dev/zero odd/2004-zero.txt
printf 'One.\n' >odd/2005-good.txt
printf 'a\0b\n' >odd/2006-binary.txt
run 0 words odd
has out "1 document, 2005"
has err "left out odd/2006-binary.txt: it is no text: it has a NUL byte"
run 4 words odd/2001-pipe.txt
has err "it is neither a file nor a folder"
run 0 words odd/2005-good.txt odd/2006-binary.txt --terms two
has out "two"

# Names and texts are not to steer the terminal.
mkdir evil
printf 'A red \033[31mline\033[0m \342\200\256here.\n' >"evil/2001-$(printf '\033')[1m.txt"
printf 'Plain red line here.\n' >evil/2000-plain.txt
run 0 words evil --terms red
tame out
run 0 words evil --without red --format markdown
tame out
run 0 words evil --without "$(printf 'x\033[2Jy')"
tame out
finish
