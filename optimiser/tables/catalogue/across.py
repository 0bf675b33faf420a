"""Findings across tables: names, periods, money, floors, keys, rules."""

from __future__ import annotations

from optimiser.tables.findings import FindingKind, Severity

_W = Severity.WARNING

UNKNOWN_NAME = FindingKind(
    "E201", "Unknown name", "A name is used that no table introduces.",
    "\"{value}\" is no {what}.{near}", "Correct the spelling, or add it to {table}.")
AMBIGUOUS_NAME = FindingKind(
    "E202", "Ambiguous name", "A name is an element and a class of other elements.",
    "\"{value}\" is both a {what} and a class of others.", "Rename one of the two.")
EMPTY_SELECTION = FindingKind(
    "E203", "Nothing matched", "What a cell names matches something.",
    "\"{value}\" matches no {what}.", "Name at least one, or leave the cell blank for all.")
PERIOD_MISSING = FindingKind(
    "E204", "Period missing", "Period is filled on every row of Needs or on none.",
    "Period is blank here but filled on other rows.", "Fill it on every row, or on none.")
PERIOD_UNUSED = FindingKind(
    "E205", "Period without periods", "Needs has no periods, but another table names one.",
    "{value} is a period, but Needs has none.", "Leave Period blank, or fill it in Needs too.")
PERIOD_UNKNOWN = FindingKind(
    "E206", "Unknown period", "A period is named that no need is in.",
    "{why}.", "Use the periods of Needs: {known}.")
PERIOD_NEEDED = FindingKind(
    "E207", "Period needed", "Needs has periods, so a commitment is in one of them.",
    "Period is blank.", "Write the period in which it is paid: {known}.")
FUND_MIXED = FindingKind(
    "E208", "Fund with and without periods", "A fund has rows with periods or one row without.",
    "{value} has rows with and without a period.", "Use one of the two.")
CARRY_MIXED = FindingKind(
    "E209", "Carry over mixed", "A fund carries over in all its periods or in none.",
    "{value} says yes and no to Carry over.", "Write the same on every row of the fund.")
TIER_UNLISTED = FindingKind(
    "E210", "Tier not listed", "Every tier used is listed in Tiers.",
    "The tier \"{value}\" is not listed in Tiers.{near}", "Add it, or correct the spelling.")
TIERS_RISE = FindingKind(
    "E211", "Tier weights rise", "Weights must not rise from one tier to the next.",
    "{value} weighs more than the tier above it ({above}).",
    "List the most urgent first, with the greatest weight.")
WEIGHT_RISES = FindingKind(
    "W316", "Weight that fills tiers backwards",
    "Within a need, a tier weighs no more than a more urgent one.",
    "With its Weight, {tier} of {named} counts {value}, more than {above} ({more} in {cell}): "
    "money goes to the less urgent first.",
    "Write the same Weight for all tiers of a need; nothing to do if it is meant.", _W)
NO_RATE = FindingKind(
    "E212", "Currency without a rate", "Amounts in another currency need an exchange rate.",
    "There is no rate for {value}.{near}", "Add a row for it to Exchange rates.")
RATE_ZERO = FindingKind(
    "E213", "Exchange rate 0", "A rate says how much of a currency one unit of base buys.",
    "The rate of {value} is 0.", "Write a rate above 0.")
BASE_RATE = FindingKind(
    "E214", "Rate of the base currency", "The base currency's own rate is 1.",
    "The base currency's rate is {value}.", "Write 1, or delete the row.")
TWO_DONORS = FindingKind(
    "E215", "Fund of two donors", "A fund belongs to one donor.",
    "This fund belongs to {first} above and to {value} here.", "Write the same donor.")
TWO_CURRENCIES = FindingKind(
    "E216", "Fund in two currencies", "All rows of a fund are in one currency.",
    "This fund is in {first} above and in {value} here.", "Use one currency for the fund.")
OVER_BUDGET = FindingKind(
    "E301", "Commitments above the budget", "A fund's commitments fit into its budget.",
    "Commitments of {fund}{when} are {have}, its budget {need} ({budget}): {short} too much.",
    "Raise the budget or correct a commitment.")
PIN_CROSSED = FindingKind(
    "E302", "Minimum above maximum", "At least must not be above At most.",
    "At least {low} is above at most {high}.", "Correct one of the two.")
PIN_IMPOSSIBLE = FindingKind(
    "E303", "Pin that nothing can keep", "A pin asks for money where the fund may not pay.",
    "{fund} may not pay there: {why}.", "Delete the pin, or change the earmark.")
PINS_CLASH = FindingKind(
    "E304", "Pins that contradict", "Pins on single periods and over all periods must agree.",
    "Pins by period ask for at least {low}, the pin over all periods ({first}) allows {high}.",
    "Lower the one or raise the other by {short}.")
PIN_TOO_HIGH = FindingKind(
    "E305", "Pin above a limit", "A pin asks for more than another limit allows.",
    "At least {low} is asked for, {why} allows {high}: {short} too much.",
    "Lower the pin by {short}, or raise the limit.")
FLOOR_TOO_HIGH = FindingKind(
    "E306", "Floors above the money there is", "Minimum coverages cannot be paid for.",
    "Floors ask for {need}, the funds that may pay {which} {have}: {short} short; {cells}.",
    "Lower Minimum coverage, or {how} by {short}.")
FLOOR_ABOVE_CAPACITY = FindingKind(
    "E307", "Floor above the capacity", "A minimum coverage asks for more than can be used.",
    "The floor asks for {need}, capacity ({cells}) allows {have}: {short} short.",
    "Lower Minimum coverage, or raise the capacity by {short}.")
USE_TOO_HIGH = FindingKind(
    "E308", "Minimum use above the needs", "A fund cannot use so much on what it may pay for.",
    "Minimum use asks for {need}, the needs that it may pay for come to {have}: {short} short.",
    "Lower Minimum use, or widen the earmark.")
NO_OWN_FUND = FindingKind(
    "E309", "Co-financing without a fund", "A recipient that co-finances has a fund of its own.",
    "{value} co-finances, but no fund has it as donor and may pay it.",
    "Add a fund with Donor {value} that may pay {value}.")
NO_KEY_COLUMN = FindingKind(
    "E311", "Key column missing", "A key names numeric columns of Donors, or of Recipients.",
    "{sheet} has no numeric column {name}.{near}", "Add the column, or use equal or {own}.")
KEY_BLANK = FindingKind(
    "E312", "Key figure missing", "All that a key shares between have its figures.",
    "{who} has no {name}, which the key of {group} uses.", "Fill it in.")
KEY_ZERO = FindingKind(
    "E313", "Key of zeros", "A key's figures do not all vanish.",
    "All of {group} have {name} 0.", "Correct the figures, or use equal.")
SHARES_APART = FindingKind(
    "E333", "Shares that cannot add up", "Key shares between the lowest and highest make 100%.",
    "{value} leaves no way to share between {group}: {why}.",
    "Lower the lowest share, or raise the highest.")
NEEDS_NOTHING = FindingKind(
    "W317", "Key share without a need", "A recipient has a key share but needs nothing.",
    "{value} has a key share but no need: all of {group} may receive next to nothing.",
    "Add the need, raise Tolerance, or set Strength to should.", _W)
KEY_UNREADABLE = FindingKind(
    "E314", "Key that cannot be read", "A key is a name, or names with weights.",
    "\"{value}\" cannot be read: {why}.", "Write it like GNI, or GNI 50%; Population 50%.")
KEY_INVERSE = FindingKind(
    "E310", "Key of 1 over 0", "An inverse term of a key shares in proportion to 1 over a figure.",
    "{value} has {name} 0, of which the key of {group} takes the inverse.",
    "Correct the figure, or leave the term out.")
RULE_VALUE = FindingKind(
    "E315", "Value and measure disagree", "A share takes a percentage, an amount takes money.",
    "{value} is no {expected} for the measure {measure}.", "Write {remedy}.")
GRANT_PERIODS = FindingKind(
    "E316", "Grants by period", "A grant is one over all periods: it is not counted by period.",
    "Grants cannot be counted by period: {value}.", "Leave Periods blank, and period out.")
RULE_IMPOSSIBLE = FindingKind(
    "E317", "Rule that cannot be met", "A rule asks for money where no fund may pay.",
    "The rule {value} asks for more than nothing{where}, but {why}.",
    "Widen its selection, or switch it off.")
OF_BLANK = FindingKind(
    "E323", "Nothing to compare with", "share of selection compares with what the columns Of ... "
    "name.", "No column Of ... says what {value} compares with.",
    "Fill in {columns}, or write share of total.")
OF_UNREAD = FindingKind(
    "E324", "Comparison that is not read", "Only share of selection reads the columns Of ....",
    "The measure {measure} does not read {heading}.",
    "Write share of selection as Measure, or clear the cell.")
OF_NOTHING = FindingKind(
    "E325", "Compared with nothing", "What a rule compares with has a need and a fund.",
    "The rule {rule} compares with what {why}: {value}.", "Name others in the columns Of ....")
NO_FIGURES = FindingKind(
    "E326", "Column of figures missing", "A rule names numeric columns of Recipients, Activities.",
    "{sheet} has no numeric column {value}.{near}", "Add the column, or correct its name.")
FIGURE_BLANK = FindingKind(
    "E327", "Figure missing", "What a rule matches has the figure that the rule names.",
    "{value} has no {column}, which the rule {rule} uses.", "Fill it in; 0 is a figure too.")
FIGURES_ZERO = FindingKind(
    "E328", "Figures of zeros", "The figures that a rule names are not all 0.",
    "All that the rule {rule} matches has {value} 0: it counts nothing.",
    "Correct the figures, or name others.")
COUNTED_UNREAD = FindingKind(
    "E329", "Nothing that a column counts", "Counted by says what of each unit of money counts.",
    "The measure {measure} is no money: it cannot be counted by {value}.",
    "Clear Counted by, or limit money.")
ABOVE_ALL = FindingKind(
    "W315", "Money that counts more than once", "A marker says what part of money counts.",
    "By {column}, the rule {rule} counts each unit of money {value} times.",
    "Write {value}% if a part of 100 is meant; nothing to do if not.", _W)
ORDER_TWICE = FindingKind(
    "E318", "Order twice", "Two objectives have the same place.",
    "Order {value} stands in {first} as well.", "Number the objectives 1, 2, 3, ...")
OBJECTIVE_TWICE = FindingKind(
    "E321", "Objective twice", "An objective is optimised once.",
    "{value} stands in {first} as well.", "Delete one of the two.")
GRANTS_MIXED = FindingKind(
    "E322", "Two smallest grants", "A fund has one smallest grant, whatever the period.",
    "{fund} has a smallest grant of {other} above and of {value} here.",
    "Write the same on every row of the fund, or on one row only.")
PROBABILITIES = FindingKind(
    "E319", "Probabilities", "Probabilities of scenarios add up to 100%.",
    "{why}.", "Make them add up to 100%, or leave all blank.")
PROBABILITY_UNLIKE = FindingKind(
    "E320", "Probability stated twice", "A scenario has one probability.",
    "{scenario} has {value} here and {other} in {first}.", "Write the same, or only once.")
ODD_SIZE = FindingKind(
    "W202", "A thousand times off", "A figure is far from all others of its column.",
    "{amount} is {factor} times the middle of its column, {middle}.", "Check the unit.", _W)
OVER_NEED = FindingKind(
    "W301", "Commitments above the need", "More is committed than is needed.",
    "Commitments of {have} stand against a need of {need}.", "Check both figures.", _W)
OUTSIDE_EARMARK = FindingKind(
    "W302", "Commitment outside the earmark", "A fund has committed where it may not pay.",
    "{value} may not pay this by its own earmark.", "Check the earmark.", _W)
NO_SUCH_NEED = FindingKind(
    "W303", "Commitment without a need", "A commitment meets nothing that is listed as a need.",
    "No need is listed for {named}.", "Add the need, or check the names.", _W)
BASE_AMOUNT = FindingKind(
    "W327", "Commitment in another currency than its fund", "A commitment without a currency is "
    "read in the base currency, and its fund's budget is in another one.",
    "The amount is read as {amount}, and the budget of {fund} is in {currency}.",
    "Write {currency} or {base} in Currency.", _W)
NO_PAYER = FindingKind(
    "W304", "Recipient that no fund may pay", "By their earmarks no fund may pay a recipient.",
    "No fund may pay {value}.", "Widen an earmark if that is not meant.", _W)
NO_USE = FindingKind(
    "W305", "Fund that may pay for nothing", "By its earmark a fund may pay for no need.",
    "{value} may pay for no need.", "Widen its earmark if that is not meant.", _W)
IDLE_DONOR = FindingKind(
    "W306", "Donor that gives nothing", "A donor has neither a fund nor experts.",
    "{value} has no fund and offers no experts.", "Add a fund, or delete the row.", _W)
EMPTY_HANDED = FindingKind(
    "W307", "Key share without a budget", "A donor has a key share but no money.",
    "{value} has a key share but no budget: its whole group may give next to nothing.",
    "Add a fund, raise Tolerance, or set Strength to should.", _W)
EXPIRED = FindingKind(
    "W308", "Rule past its day", "A rule still holds after its Valid until.",
    "The rule {rule} was valid until {value}; it still holds.", "Renew or switch it off.", _W)
NOT_SECONDED = FindingKind(
    "W309", "Expertise that nobody offers", "Experts are needed that no donor offers.",
    "No row of Expertise offers {value}: it is not limited.{near}",
    "Add the offers, or correct the spelling.", _W)
NO_EXPERTISE = FindingKind(
    "W310", "Expert-months without expertise", "An activity names no kind of expert.",
    "{value} has expert-months but no Expertise in Activities: they are not counted.",
    "Fill in Expertise.", _W)
IDLE_EXPERTS = FindingKind(
    "W311", "Expert-months without money", "Expert-months stand beside a need of 0.",
    "Expert-months of {value} go with a need of 0, and are not counted.", "Check the need.", _W)
RULE_IDLE = FindingKind(
    "W313", "Rule that applies to nothing", "A rule matches no need, or no fund: it has no effect.",
    "The rule {value} applies to nothing: {why}.", "Widen its selection, or switch it off.", _W)
EARLIER_GONE = FindingKind(
    "W314", "Earlier amount without a place", "No cell takes an amount of the earlier plan now.",
    "{value} had money in the earlier plan, and can have none now.",
    "Check the names, earmarks and needs if that is not meant.", _W)
EARLIER_NAME = FindingKind(
    "W319", "Earlier name near one of today's", "A name of the earlier plan is none of today's, "
    "but near to one.",
    "\"{value}\" is no {what} now: what it had counts only for rules that select no {what}.{near}",
    "Write both alike if they are one.", _W)
EARLIER_NOTHING = FindingKind(
    "W318", "Share of nothing given before", "A rule allows a share of what an earlier plan gave, "
    "and that gave nothing.",
    "The earlier plan gave nothing of what {value} is about: a share of that is nothing as well.",
    "Leave newcomers out of the rule's selection if they may get money.", _W)
EMAIL = FindingKind(
    "W312", "Address", "An e-mail address has an @.",
    "\"{value}\" is no e-mail address.", "Correct it.", _W)
