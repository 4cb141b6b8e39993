from genbench.system.errors import unknown


def test_nothing_is_suggested_where_nothing_is_near():
    assert unknown("run", "zzz", ["vae", "gan"]) == "There is no run 'zzz'."
