/* CaDiCaL (Biere, Fazekas, Fleury & Heisinger 2020) behind the IPASIR interface. Ctrl-C stops it. */
#include "interrupt.h"
#include "sat.h"

#include <ccadical.h>

static int stopped(void *ctx)
{
    (void)ctx;
    return interrupted();
}

static void *init(void *ctx)
{
    (void)ctx;
    CCaDiCaL *solver = ccadical_init();
    ccadical_set_option(solver, "quiet", 1); /* it would write to standard output */
    ccadical_set_terminate(solver, NULL, stopped);
    return solver;
}

static void add(void *solver, int literal) { ccadical_add(solver, literal); }

static void assume(void *solver, int literal) { ccadical_assume(solver, literal); }

static int solve(void *solver) { return ccadical_solve(solver); }

static int val(void *solver, int literal) { return ccadical_val(solver, literal); }

static void release(void *solver) { ccadical_release(solver); }

dt_sat sat_solver(void)
{
    return (dt_sat){
        .init = init, .add = add, .assume = assume, .solve = solve, .val = val, .release = release};
}
