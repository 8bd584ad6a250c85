"""Loading: a source is read, its codes are brought to the national ones, what is wrong is kept with its reason, and
the rest becomes an authority's records in one transaction.

ledger      one load = one transaction, and what became of every row
history     the ledger read back, and how old each feed is
authority   whose rows are whose, and an authority taken out
codes       local words to national codes (codes.toml)
clean       rows that can stand, and doubts about them
write       an authority's records replaced
ssd_source  an authority's own Standard Safeguarding Dataset
cin_census  the DfE's Children in Need census returns
"""
