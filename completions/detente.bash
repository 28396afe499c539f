# Completion of detente for bash.

_detente()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local commands='new check fmt solve states redlines explain timeline paths draw verify sources words report open help version'
    local command='' k
    COMPREPLY=()
    for ((k = 1; k < COMP_CWORD; k++)); do
        case ${COMP_WORDS[k]} in
        new | check | fmt | solve | states | redlines | explain | timeline | paths | draw | verify | sources | words | report | open | help | version)
            command=${COMP_WORDS[k]}
            break
            ;;
        esac
    done

    case $before in
    --concept) COMPREPLY=($(compgen -W 'nash gmr smr seq sseq' -- "$word")); return ;;
    --responses) COMPREPLY=($(compgen -W 'sequences single once' -- "$word")); return ;;
    --backend) COMPREPLY=($(compgen -W 'auto dense listed graph' -- "$word")); return ;;
    --picture) COMPREPLY=($(compgen -W 'graph funnel redlines timeline' -- "$word")); return ;;
    --format)
        local formats='text json csv markdown latex'
        [[ $command =~ ^(check|redlines|explain|sources)$ ]] && formats='text json'
        [[ $command == words ]] && formats='text json csv markdown'
        [[ $command == draw ]] && formats='svg dot'
        COMPREPLY=($(compgen -W "$formats" -- "$word"))
        return
        ;;
    --source-root) COMPREPLY=($(compgen -d -- "$word")); return ;;
    --language) COMPREPLY=($(compgen -W 'none danish dutch english finnish french german italian norwegian portuguese russian spanish swedish' -- "$word")); return ;;
    -o | --output | --manifest) COMPREPLY=($(compgen -f -- "$word")); return ;;
    --where | --limit | --stage | --lift | --threads | --memory | --state | --versus | --player | --between | --from | --to | --terms | --without | --since | --document) return ;;
    esac

    if [[ $word == -* ]]; then
        local general='--no-color --help --version' flags=''
        local work='--format --output --threads --memory --progress --no-progress'
        local report='--where --stage --lift --backend'
        case $command in
        solve | '') flags="--concept --table --responses --sources --limit $report $work" ;;
        states) flags="--count --limit $report $work" ;;
        redlines) flags="--concept --between --solver --sources --limit $report $work" ;;
        explain) flags="--concept --state --versus --player --sources $report $work" ;;
        timeline) flags="--concept --responses --limit $report $work" ;;
        paths) flags="--concept --from --to --responses --limit $report $work" ;;
        check) flags="--deep --strict --source-root $work" ;;
        sources) flags='--format --output --memory' ;;
        words) flags='--terms --without --since --document --language --manifest --limit --format --output --memory --progress --no-progress' ;;
        draw) flags="--picture --concept --between --solver --limit $report $work" ;;
        report | open)
            flags='--limit --stage --lift --threads --memory --progress --no-progress'
            [[ $command == report ]] && flags+=' --output'
            ;;
        fmt) flags='--check --write --output' ;;
        verify) flags='--output --memory --progress --no-progress' ;;
        esac
        COMPREPLY=($(compgen -W "$flags $general" -- "$word"))
        return
    fi

    case $command in
    help) COMPREPLY=($(compgen -W "$commands" -- "$word")); return ;;
    version) return ;;
    new)
        [[ $before == new ]] && COMPREPLY=($(compgen -W 'negotiation dispute game' -- "$word"))
        return
        ;;
    verify) # a model, then a witness
        [[ $before == verify ]] || {
            COMPREPLY=($(compgen -f -- "$word"))
            return
        }
        ;;
    words) # documents, whatever their names
        COMPREPLY=($(compgen -f -- "$word"))
        return
        ;;
    '') COMPREPLY=($(compgen -W "$commands" -- "$word")) ;;
    esac
    local IFS=$'\n' file
    for file in $(compgen -f -X '!*.detente' -- "$word"); do COMPREPLY+=("$file"); done
    for file in $(compgen -d -- "$word"); do COMPREPLY+=("$file/"); done
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
    return 0
}

complete -o filenames -F _detente detente
