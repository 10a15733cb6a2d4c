"""`python -m modelstacks`: the same as `modelstacks`."""

from modelstacks.cli.main import main

if __name__ == "__main__":
    main()
