# Completion of detente for fish.

function __detente_command
    for word in (commandline -opc)[2..-1]
        if contains -- $word new check fmt solve states redlines explain timeline paths draw verify sources words report open help version
            echo $word
            return 0
        end
    end
    return 1
end

# True if the command is one of the arguments; `none` stands for no command yet.
function __detente_in
    set -l command (__detente_command; or echo none)
    contains -- $command $argv
end

complete -c detente -f
complete -c detente -n '__detente_in none' -a new -d 'a commented starting model that solves at once'
complete -c detente -n '__detente_in none' -a check -d 'errors and warnings'
complete -c detente -n '__detente_in none' -a fmt -d 'the model in canonical form'
complete -c detente -n '__detente_in none' -a solve -d 'what holds, for whom, and whether today\'s state does'
complete -c detente -n '__detente_in none' -a states -d 'the feasible states, with every player\'s ranks'
complete -c detente -n '__detente_in none' -a redlines -d 'can they agree; what clashes; what would open it'
complete -c detente -n '__detente_in none' -a explain -d 'why a state holds, or why not'
complete -c detente -n '__detente_in none' -a timeline -d 'what each event changed, and which of its lines'
complete -c detente -n '__detente_in none' -a paths -d 'how to get there, and who must move first'
complete -c detente -n '__detente_in none' -a verify -d 'is what explain --format json wrote true'
complete -c detente -n '__detente_in none' -a sources -d 'what each claim rests on, and what rests on nothing'
complete -c detente -n '__detente_in none' -a words -d 'the vocabulary of dated documents, and claims about it'
complete -c detente -n '__detente_in none' -a help -d 'this list, or a command\'s options and examples'
complete -c detente -n '__detente_in none' -a version -d 'the version of detente'
complete -c detente -n '__detente_in help' -a 'new check fmt solve states redlines explain timeline paths draw verify sources words report open help version'
complete -c detente -n '__detente_in new' -a 'negotiation dispute game'
complete -c detente -n '__detente_in new' -F
complete -c detente -n '__detente_in verify' -F
complete -c detente -n '__detente_in words' -F
complete -c detente -n '__detente_in none check fmt solve states redlines explain timeline paths sources draw report open' -k -a '(__fish_complete_suffix .detente)'

complete -c detente -n '__detente_in solve redlines explain timeline paths draw none' -l concept -x -a 'nash gmr smr seq sseq' -d 'only these concepts'
complete -c detente -n '__detente_in solve none' -l table -d 'the field\'s option table as well'
complete -c detente -n '__detente_in solve timeline paths none' -l responses -x -a 'sequences single once' -d 'what the others\' answer may be'
complete -c detente -n '__detente_in redlines draw' -l between -x -d 'only the red lines of these players'
complete -c detente -n '__detente_in redlines draw' -l solver -d 'by the SAT solver, not state by state'
complete -c detente -n '__detente_in none' -a draw -d 'a picture: states and moves, funnel, red lines, timeline'
complete -c detente -n '__detente_in none' -a report -d 'one page with all of it, to read and to work with'
complete -c detente -n '__detente_in none' -a open -d 'the same page, in the browser'
complete -c detente -n '__detente_in draw' -l picture -x -a 'graph funnel redlines timeline' -d 'what is drawn'
complete -c detente -n '__detente_in draw' -l format -x -a 'svg dot' -d 'how it is drawn'
complete -c detente -n '__detente_in explain' -l state -x -d 'the state to explain, today\'s without it'
complete -c detente -n '__detente_in explain' -l versus -x -d 'who prefers which of the two'
complete -c detente -n '__detente_in explain' -l player -x -d 'only for this player'
complete -c detente -n '__detente_in paths' -l from -x -d 'where to begin, today\'s state without it'
complete -c detente -n '__detente_in paths' -l to -x -d 'a state or an outcome, what holds without it'
complete -c detente -n '__detente_in states' -l count -d 'only how many'
complete -c detente -n '__detente_in solve states redlines explain timeline paths draw none' -l where -x -d 'show only states where this condition holds'
complete -c detente -n '__detente_in solve states redlines timeline paths draw report open none' -l limit -x -d 'list at most so many states (0: all)'
complete -c detente -n '__detente_in solve states redlines explain timeline paths draw report open none' -l stage -x -d 'after so many events, or on a date'
complete -c detente -n '__detente_in solve states redlines explain timeline paths draw report open none' -l lift -x -d 'as if these red lines were given up'
complete -c detente -n '__detente_in solve states redlines explain timeline paths draw none' -l backend -x -a 'auto dense listed graph' -d 'how states are kept'
complete -c detente -n '__detente_in check' -l deep -d 'also the checks that may take long'
complete -c detente -n '__detente_in check' -l strict -d 'warnings count as errors'
complete -c detente -n '__detente_in solve redlines explain none' -l sources -d 'at the end the claims and sources of what is named'
complete -c detente -n '__detente_in check' -l source-root -x -a '(__fish_complete_directories)' -d 'sources may lie anywhere below this folder'
complete -c detente -n '__detente_in words' -l terms -x -d 'count these, or those of @FILE'
complete -c detente -n '__detente_in words' -l without -x -d 'which documents have none of these'
complete -c detente -n '__detente_in words' -l since -x -d 'only documents from this date on'
complete -c detente -n '__detente_in words' -l document -x -d 'look at this one, by name or date'
complete -c detente -n '__detente_in words' -l language -x -a 'none danish dutch english finnish french german italian norwegian portuguese russian spanish swedish' -d 'whose endings are cut off'
complete -c detente -n '__detente_in words' -l manifest -r -F -d 'a CSV file with the columns file and date'
complete -c detente -n '__detente_in words' -l limit -x -d 'list at most so many words (0: all)'
complete -c detente -n '__detente_in words' -l format -x -a 'text json csv markdown' -d 'how results are written'
complete -c detente -n '__detente_in fmt' -l check -d 'write nothing; exit 1 if not canonical'
complete -c detente -n '__detente_in fmt' -l write -d 'replace the file by its canonical form'
complete -c detente -n '__detente_in check redlines explain sources' -l format -x -a 'text json' -d 'how results are written'
complete -c detente -n '__detente_in solve states timeline paths none' -l format -x -a 'text json csv markdown latex' -d 'how results are written'
complete -c detente -n '__detente_in check fmt solve states redlines explain timeline paths verify sources words draw report none' -s o -l output -r -F -d 'write to a file, all of it or nothing'
complete -c detente -n '__detente_in check solve states redlines explain timeline paths draw report open none' -l threads -x -d 'use so many processors'
complete -c detente -n '__detente_in check solve states redlines explain timeline paths verify sources words draw report open none' -l memory -x -d 'take at most this, as 512M or 4G'
complete -c detente -n '__detente_in check solve states redlines explain timeline paths verify words draw report open none' -l progress -d 'always show progress'
complete -c detente -n '__detente_in check solve states redlines explain timeline paths verify words draw report open none' -l no-progress -d 'never show progress'
complete -c detente -l no-color -d 'no colour'
complete -c detente -s h -l help -d 'help'
complete -c detente -l version -d 'the version of detente'
