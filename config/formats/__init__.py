"""How Django itself writes numbers, by language: as everything else here does, by CLDR with Latin digits."""
