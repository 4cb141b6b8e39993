"""Makes `python -m genbench` the same as `genbench`."""

from genbench.cli.main import main

if __name__ == "__main__":
    main()
