"""The jobs people come for, one public path each: what a cog, the command line or the alarm clock calls."""
